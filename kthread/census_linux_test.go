package kthread_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"rawthread/kthread"
)

// A census counts what a process can leak. The Go runtime maps memory and
// starts threads of its own as it goes, so what is counted are things that it
// can't be taken for: memory, by tests whose stacks are so large that one
// region more than before shows; and tasks that block the signal by which the
// runtime preempts its own.
type census struct {
	bytes   uint64 // accessible memory
	tasks   int    // raw ones
	fds     int
	threads int // in the registry
}

// bigStack is the stack size for tests that take a census: twice what the Go
// runtime may map meanwhile, and no more than 32-bit address spaces have room
// for.
const bigStack = 16 << 20 << (2 * (^uint(0) >> 63))

func take(t *testing.T) (c census) {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(maps)) {
		var lo, hi uint64
		var prot string
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &lo, &hi, &prot); n == 3 && strings.HasPrefix(prot, "rw") {
			c.bytes += hi - lo
		}
	}
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	c.fds = len(fds)
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		if rawTask(task.Name()) {
			c.tasks++
		}
	}
	c.threads = len(kthread.Threads())
	return c
}

// rawTask reports whether a task blocks SIGURG. Under an emulator all tasks
// may seem to, or none; then Threads and the memory have to do.
func rawTask(tid string) bool {
	status, _ := os.ReadFile("/proc/self/task/" + tid + "/status")
	for line := range strings.Lines(string(status)) {
		if mask, ok := strings.CutPrefix(line, "SigBlk:"); ok {
			const sigurg = 1 << 22
			m, err := strconv.ParseUint(strings.TrimSpace(mask), 16, 64)
			return err == nil && os.Getenv("RAWTHREAD_EMULATOR") == "" && m&sigurg != 0
		}
	}
	return false
}

// takeCensus counts when the test begins and, when it ends, fails it if more
// is there. What ends by itself is given time to.
func takeCensus(t *testing.T) {
	t.Helper()
	runtime.GC()
	before := take(t)
	t.Cleanup(func() {
		var after census
		for range 100 {
			runtime.GC()
			after = take(t)
			if after.bytes < before.bytes+bigStack/2 && after.tasks <= before.tasks && after.fds <= before.fds && after.threads <= before.threads {
				t.Logf("0 regions, 0 tasks, 0 fds more than before: %+v before, %+v after", before, after)
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Errorf("left behind: %+v before, %+v after", before, after)
	})
}
