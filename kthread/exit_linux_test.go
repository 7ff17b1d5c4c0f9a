package kthread_test

import (
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// exitAt ends the thread where its stack is used up to limit.
//
//go:noinline
func exitAt(limit uintptr, n *int) int {
	var local [32]byte
	*n++
	if uintptr(pointerTo(&local)) < limit {
		kthread.Exit()
		return 0
	}
	return exitAt(limit, n) + int(local[*n&31])
}

// TestExitAtTheStacksEnd ends a thread that has hardly any stack left, joined
// and detached: what it takes to end must fit into what is kept free.
func TestExitAtTheStacksEnd(t *testing.T) {
	for _, detached := range []bool{false, true} {
		takeCensus(t)
		var n int
		th := spawn(t, kthread.Config{StackSize: 64 << 10, Detached: detached}, func() {
			exitAt(kthread.Self().Layout().Stack.Addr+4096, &n)
		})
		if detached {
			waitGone(t, th.ID())
		} else if err := th.Join(); err != nil {
			t.Fatal(err)
		}
		if n < 100 {
			t.Errorf("detached %v: it ended %d calls deep", detached, n)
		}
	}
}

// waitGone waits until a detached thread is out of the registry.
func waitGone(t *testing.T, id int) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		live := false
		for _, info := range kthread.Threads() {
			live = live || info.ID == id
		}
		if !live {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("thread %d is still there: %v", id, kthread.Threads())
		}
	}
}

// TestResultsSeenAfterJoin checks that plain writes of the body, to captured
// variables and to memory that they lead to, are there when Join returns, by
// each way of joining.
func TestResultsSeenAfterJoin(t *testing.T) {
	takeCensus(t)
	joins := []func(th *kthread.Thread) error{
		(*kthread.Thread).Join,
		func(th *kthread.Thread) error { return th.JoinTimeout(time.Minute) },
		func(th *kthread.Thread) error { return th.JoinContext(t.Context()) },
		func(th *kthread.Thread) error {
			for {
				if done, err := th.TryJoin(); done || err != nil {
					return err
				}
				kthread.Yield()
			}
		},
	}
	for round := range min(churnCount()/20, 1000) {
		var a, b uint64
		many := make([]uint64, 512)
		th := spawn(t, kthread.Config{StackSize: 64 << 10}, func() {
			a = uint64(round) + 1
			for i := range many {
				many[i] = a + uint64(i)
			}
			b = many[len(many)-1]
		})
		if err := joins[round%len(joins)](th); err != nil {
			t.Fatal(err)
		}
		for i, v := range many {
			if v != uint64(round+1+i) {
				t.Fatalf("round %d: element %d is %d", round, i, v)
			}
		}
		if a != uint64(round)+1 || b != a+511 {
			t.Fatalf("round %d: a is %d, b is %d", round, a, b)
		}
	}
}

// TestTaskIsGoneAfterJoin asks the kernel for the task of a thread that was
// joined, and for its memory.
func TestTaskIsGoneAfterJoin(t *testing.T) {
	takeCensus(t)
	var end event
	var running atomic.Uint32
	th := spawn(t, big, func() {
		running.Store(1)
		end.wait()
	})
	for running.Load() == 0 {
		kthread.Yield()
	}
	l := th.Layout()
	if !writable(l.Stack.Addr) {
		t.Error("the stack can't be written to while the thread runs")
	}
	if err := unix.Tgkill(unix.Getpid(), th.ID(), 0); err != nil {
		t.Errorf("the task of a thread that runs: %v", err)
	}
	end.set()
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	// Nothing of this size is mapped meanwhile, so nobody else has the place.
	if writable(l.Stack.Addr + l.Stack.Size/2&^15) {
		t.Error("the stack is still mapped after Join")
	}
	// The word is cleared, and so Join returns, a little before the task is
	// taken off the lists.
	for begin := time.Now(); unix.Tgkill(unix.Getpid(), th.ID(), 0) != unix.ESRCH; time.Sleep(time.Millisecond) {
		if time.Since(begin) > 5*time.Second {
			t.Fatal("the task is still there after Join")
		}
	}
}
