package kthread_test

import (
	"sync"
	"testing"
	"time"

	"rawthread/kthread"
)

func TestDone(t *testing.T) {
	takeCensus(t)
	var end event
	var wrote uint64
	wait := func() { end.wait(); wrote++ }
	t.Run("before and after a join", func(t *testing.T) {
		end = event{}
		th := prepare(t, wait)
		if err := th.WaitDone(); err != kthread.ErrNotStarted {
			t.Errorf("prepared: %v", err)
		}
		if err := th.Start(); err != nil {
			t.Fatal(err)
		}
		if th.Done() {
			t.Error("the body waits, and is said to have ended")
		}
		for _, d := range []time.Duration{-1, 0, time.Millisecond} {
			if err := th.WaitDoneTimeout(d); err != kthread.ErrTimeout {
				t.Errorf("%v: %v", d, err)
			}
		}
		before := wrote
		end.set()
		if err := th.WaitDone(); err != nil {
			t.Fatal(err)
		}
		if wrote != before+1 {
			t.Error("the body had not ended")
		}
		if !th.Done() {
			t.Error("Done is false behind WaitDone")
		}
		if err := th.Join(); err != nil {
			t.Fatal(err)
		}
		if err := th.WaitDoneTimeout(0); err != nil || !th.Done() {
			t.Errorf("joined: %v", err)
		}
	})
	t.Run("many waiters, detached", func(t *testing.T) {
		end = event{}
		th := spawn(t, big, wait)
		if err := th.Detach(); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if err := th.WaitDone(); err != nil {
					t.Error(err)
				}
			})
		}
		other := spawn(t, big, func() { th.WaitDone() })
		end.set()
		all.Wait()
		if err := other.Join(); err != nil {
			t.Error(err)
		}
	})
	t.Run("released", func(t *testing.T) {
		th := prepare(t, wait)
		th.Release()
		if err := th.WaitDone(); err != kthread.ErrNotStarted || th.Done() {
			t.Error(err)
		}
	})
	t.Run("itself", func(t *testing.T) {
		var got uint32
		th := spawn(t, big, func() { got = code(kthread.Self().WaitDone()) })
		if err := th.Join(); err != nil {
			t.Fatal(err)
		}
		if got != code(kthread.ErrDeadlock) {
			t.Error(codeName(got))
		}
	})
	t.Run("Exit", func(t *testing.T) {
		th := spawn(t, big, func() { kthread.Exit() })
		if err := th.WaitDone(); err != nil || !th.Done() {
			t.Error(err)
		}
		if err := th.Join(); err != nil {
			t.Error(err)
		}
	})
}
