package kthread_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"rawthread/kthread"
)

// A census counts what a process can leak. The Go runtime maps memory and
// starts threads of its own as it goes, so what is counted are things that it
// can't be taken for: memory, by tests whose stacks are so large that one
// region more than before shows; and tasks that block the signal by which the
// runtime preempts its own.
type census struct {
	bytes   uint64 // accessible memory outside of Go's heap
	objects uint64 // live in Go's heap
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
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &lo, &hi, &prot); n == 3 && strings.HasPrefix(prot, "rw") && !inHeap(lo) {
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
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	c.objects = m.HeapObjects
	return c
}

// inHeap reports whether an address is in the 64 GiB where Go's heap is on
// 64-bit systems. On others the heap is counted too.
func inHeap(addr uint64) bool {
	const bits = 36
	return unsafe.Sizeof(uintptr(0)) == 8 && addr>>bits == uint64(uintptr(unsafe.Pointer(heapObject)))>>bits
}

var heapObject = new([4096]byte)

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
	takeCensusOf(t, 10_000) // what tests, and the runtime's caches, keep
}

// takeCensusOf is takeCensus for tests that may leave fewer than so many
// objects in Go's heap.
func takeCensusOf(t *testing.T, objects int) {
	t.Helper()
	spareThreads() // with cgo each has a stack of 8 MiB, which looks like a leak
	runtime.GC()
	before := take(t)
	t.Cleanup(func() {
		var after census
		for range 100 {
			runtime.GC()
			after = take(t)
			if after.bytes < before.bytes+bigStack/2 && after.tasks <= before.tasks && after.fds <= before.fds && after.threads <= before.threads &&
				after.objects < before.objects+uint64(objects) {
				t.Logf("0 regions, 0 tasks, 0 fds, %d objects more than before: %+v before, %+v after", int64(after.objects-before.objects), before, after)
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Errorf("left behind: %+v before, %+v after", before, after)
	})
}
