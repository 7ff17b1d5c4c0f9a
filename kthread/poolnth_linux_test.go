package kthread_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// TestPoolCloneFails has the kernel refuse one clone(2): of a pool's threads, and
// then there is no pool and nothing left; or of the thread that takes the place of
// one that called Exit, which then is made a little later.
func TestPoolCloneFails(t *testing.T) {
	if what := os.Getenv("KTHREAD_POOL_NTH"); what != "" {
		nth, _ := strconv.Atoi(what)
		os.Exit(poolMeetsNth(nth))
	}
	if os.Getenv("RAWTHREAD_EMULATOR") != "" {
		t.Skip("the emulator's own system calls would meet the filter")
	}
	for _, nth := range []int{1, 3, 4, 5} {
		t.Run(fmt.Sprint(nth), func(t *testing.T) {
			deniable(t, []denyRule{nthCalls["clone"].rule})
			restricted(t, "TestPoolCloneFails", fmt.Sprint("KTHREAD_POOL_NTH=", nth), "GODEBUG=asyncpreemptoff=1")
		})
	}
}

// poolMeetsNth returns the exit status.
func poolMeetsNth(nth int) int {
	const threads = 3
	first, err := kthread.Spawn(big, func() {}) // what is done once is done
	if err != nil || first.Join() != nil {
		fmt.Println("before the filter:", err)
		return 1
	}
	spareThreads()
	runtime.GOMAXPROCS(max(4, runtime.GOMAXPROCS(0))) // see meetNth
	debug.SetGCPercent(-1)
	if why := failNth([]denyRule{nthCalls["clone"].rule}, nth); why != "" {
		fmt.Println(why)
		return skipped
	}
	p, err := kthread.NewPool(kthread.PoolConfig{Threads: threads, Thread: big})
	if nth <= threads {
		if left := kthread.Threads(); p != nil || !errors.Is(err, kthread.ErrThreadQuotaExceeded) || !errors.Is(err, unix.EAGAIN) || len(left) != 0 {
			fmt.Println("NewPool:", err, left)
			return 1
		}
		return 0
	}
	if err != nil {
		fmt.Println("NewPool:", err)
		return 1
	}
	var ran atomic.Uint32
	for i := range 20 {
		if _, err := p.Go(func() {
			ran.Add(1)
			if i < 2*threads {
				kthread.Exit()
			}
		}); err != nil {
			fmt.Println("Go:", err)
			return 1
		}
	}
	if err := p.Close(); err != nil || ran.Load() != 20 || len(kthread.Threads()) != 0 {
		fmt.Println("Close:", err, ran.Load(), "of 20 bodies ran;", kthread.Threads())
		return 1
	}
	return 0
}
