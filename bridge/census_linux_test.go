package bridge_test

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"rawthread/kthread"
)

// A census counts what a queue, a server or a log could leave behind.
type census struct{ eventfds, shared, raw, goroutines int }

func count(t testing.TB) (c census) {
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		if to, _ := os.Readlink("/proc/self/fd/" + fd.Name()); strings.Contains(to, "[eventfd]") {
			c.eventfds++
		}
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(maps)) {
		// Off-heap queues are the only shared mappings that can be written.
		if f := strings.Fields(line); len(f) > 1 && f[1] == "rw-s" {
			c.shared++
		}
	}
	c.raw, c.goroutines = len(kthread.Threads()), runtime.NumGoroutine()
	return c
}

// takeCensus counts when the test begins and, when it ends, fails it if more is
// there. What ends by itself is given time to.
func takeCensus(t testing.TB) {
	t.Helper()
	// Go's netpoller has an eventfd too, from its first file on.
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	w.Close()
	before := count(t)
	t.Cleanup(func() {
		var after census
		for range 200 {
			after = count(t)
			if after.eventfds <= before.eventfds && after.shared <= before.shared && after.raw <= before.raw && after.goroutines <= before.goroutines {
				return
			}
			runtime.GC()
			time.Sleep(20 * time.Millisecond)
		}
		t.Errorf("left behind: %+v before, %+v after", before, after)
	})
}
