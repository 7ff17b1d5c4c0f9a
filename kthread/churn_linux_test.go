package kthread_test

import (
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"

	"rawthread/kthread"
)

// churnCount is how many threads a churn makes: fewer where each costs more.
func churnCount() int {
	switch {
	case testing.Short(), os.Getenv("RAWTHREAD_KERNEL") != "": // a whole machine is emulated
		return 1000
	case os.Getenv("RAWTHREAD_EMULATOR") != "":
		return 2000
	}
	return 100_000
}

// load keeps goroutines allocating and the collector collecting until the test
// ends, and waits for the runtime to have the threads that it will have.
func load(t *testing.T) {
	old := debug.SetGCPercent(1)
	var stop atomic.Bool
	var wg sync.WaitGroup
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var keep [64][]byte
			for i := 0; !stop.Load(); i++ {
				keep[i%len(keep)] = make([]byte, 1024)
				runtime.Gosched()
			}
		}()
	}
	t.Cleanup(func() {
		stop.Store(true)
		wg.Wait()
		debug.SetGCPercent(old)
	})
}

var churnConfig = kthread.Config{StackSize: bigStack}

func TestChurnJoined(t *testing.T) {
	n := churnCount()
	t.Logf("%d threads", n)
	load(t)
	churnJoined(t, min(n, 500)) // warm up
	takeCensusOf(t, n/4)        // a thread that left one would show
	churnJoined(t, n)
}

func churnJoined(t *testing.T, n int) {
	var total atomic.Uint64
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range n / 4 {
				// The captured object is reachable through the closure alone.
				amount := new(uint64)
				*amount = uint64(w) + 1
				th, err := kthread.Spawn(churnConfig, func() { total.Add(*amount) })
				if err != nil {
					t.Error(err)
					return
				}
				if err := th.Join(); err != nil {
					t.Error(err)
					return
				}
			}
		}()
	}
	wg.Wait()
	if want := uint64(n/4) * (1 + 2 + 3 + 4); total.Load() != want {
		t.Errorf("the bodies added up to %d, want %d", total.Load(), want)
	}
}

func TestChurnDetached(t *testing.T) {
	n := churnCount()
	t.Logf("%d threads", n)
	load(t)
	churnDetached(t, min(n, 500)) // warm up
	takeCensusOf(t, n/4)          // a thread that left one would show
	churnDetached(t, n)
}

func churnDetached(t *testing.T, n int) {
	cfg := churnConfig
	cfg.Detached = true
	var live atomic.Int64
	var total atomic.Uint64
	for range n {
		for live.Load() >= 8 {
			runtime.Gosched()
		}
		live.Add(1)
		amount := new(uint64)
		*amount = 3
		if _, err := kthread.Spawn(cfg, func() {
			total.Add(*amount)
			live.Add(-1)
		}); err != nil {
			t.Fatal(err)
		}
	}
	for live.Load() > 0 {
		runtime.Gosched()
	}
	if want := uint64(n) * 3; total.Load() != want {
		t.Errorf("the bodies added up to %d, want %d", total.Load(), want)
	}
}
