package kthread

import (
	"time"

	"rawthread/futex"
	"rawthread/internal/word"
)

// A thread's result is there when its body has ended; the kernel then takes as
// long again to take the thread down. The word ended says how the body fares:
//
//	            starter            waiter: CAS             thread: swap, wake all
//	bodyAbsent ────────▶ bodyRuns ─────────────▶ bodyAwaited ─────────────▶ bodyEnded
//	    ▲                   │  └─────────────────────│──────────────────────▶
//	    └───────────────────┴────────────────────────┘
//	     clone or set-up failed: swap, wake all
//
// The thread makes one swap, and a system call only if somebody waits. Order: a
// sequentially consistent swap follows all that the body wrote, and waiters load
// the word; so they see it. A waiter sleeps only on bodyAwaited, and whoever swaps
// that wakes all.
const (
	bodyAbsent  = 0 // not started, or it could not be
	bodyRuns    = 1
	bodyAwaited = 2 // it runs, and somebody sleeps
	bodyEnded   = 3
)

// Done reports whether the thread's body has ended. What it wrote can be read
// then. The thread itself may still be there for a while: it has to be joined or
// detached all the same. Goroutines and raw threads.
func (t *Thread) Done() bool {
	done := t.ended.Load() == bodyEnded
	keep(t)
	return done
}

// WaitDone waits until the thread's body has ended, which is earlier than
// [Thread.Join] returns: the kernel has yet to take the thread down. Any number
// may wait, before and after the thread was joined or detached. It returns
// [ErrNotStarted] if the body did not and can't begin, [ErrDeadlock] on the
// thread itself. Goroutines, which hold no P meanwhile, and raw threads.
func (t *Thread) WaitDone() error {
	err := t.waitDone(forever)
	keep(t)
	return err
}

// WaitDoneTimeout is [Thread.WaitDone] for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (t *Thread) WaitDoneTimeout(d time.Duration) error {
	err := t.waitDone(deadlineAfter(d))
	keep(t)
	return err
}

// waitDone waits until deadline: forever, 0 for not at all, or monotonic ns.
func (t *thread) waitDone(deadline int64) error {
	if t.own() {
		return ErrDeadlock
	}
	w := &t.ended
	for {
		switch w.Load() {
		case bodyEnded:
			return nil
		case bodyAbsent:
			return ErrNotStarted
		}
		if deadline == 0 {
			return ErrTimeout
		}
		w.CompareAndSwap(bodyRuns, bodyAwaited)
		if deadline == forever {
			futex.Wait(word.Addr(w), bodyAwaited)
		} else if futex.Private.WaitUntil(word.Addr(w), bodyAwaited, futex.Monotonic, deadline) == futex.ErrTimeout {
			deadline = 0 // one last look
		}
	}
}

// bodyIs says that the body is absent or ended, and lets those know who wait for
// it.
func (t *thread) bodyIs(how uint32) {
	if t.ended.Swap(how) == bodyAwaited {
		futex.Wake(word.Addr(&t.ended), 1<<30)
	}
}
