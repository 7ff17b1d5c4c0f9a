package kthread_test

import (
	"os"
	"os/signal"
	"runtime"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"
)

// TestSignalStorm sends signals at live raw threads: none may be delivered
// there, and none may harm the process.
func TestSignalStorm(t *testing.T) {
	takeCensus(t)
	signals := []unix.Signal{unix.SIGURG, unix.SIGPROF, unix.SIGCHLD, unix.Signal(39)}
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, unix.SIGPROF, unix.Signal(39))
	defer signal.Stop(caught)
	var stop atomic.Uint32
	var started atomic.Uint32
	var sums [8]uint64
	threads := make([]interface{ Join() error }, len(sums))
	ids := make([]int, len(sums))
	for i := range sums {
		th := spawn(t, big, func() {
			started.Add(1)
			for stop.Load() == 0 {
				sums[i]++
			}
		})
		threads[i], ids[i] = th, th.ID()
	}
	for started.Load() < uint32(len(sums)) {
		runtime.Gosched()
	}
	n := churnCount()
	for i := range n {
		if err := unix.Tgkill(os.Getpid(), ids[i%len(ids)], signals[i/len(ids)%len(signals)]); err != nil {
			// The queue of real-time signals to a thread that blocks them fills up.
			if err != unix.EAGAIN {
				t.Fatal(err)
			}
		}
		if i%1024 == 0 {
			runtime.Gosched()
		}
	}
	stop.Store(1)
	for i, th := range threads {
		if err := th.Join(); err != nil {
			t.Error(err)
		}
		t.Logf("thread %d counted to %d meanwhile", i, sums[i])
	}
	t.Logf("%d signals", n)
}
