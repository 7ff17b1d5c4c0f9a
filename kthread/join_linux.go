package kthread

import (
	"context"
	"sync/atomic"
	"time"

	"rawthread/futex"
	"rawthread/tls"
)

// Join waits until the thread has ended and the kernel is done with its memory,
// and frees it. Several may join at once: all return nil; who calls when it is
// over gets [ErrJoined]. On a goroutine no P is held meanwhile. Goroutines and
// raw threads.
func (t *Thread) Join() error {
	err := t.join(forever)
	keep(t)
	return err
}

// forever is no deadline.
const forever = -1

// TryJoin joins if the thread has ended, and says whether it did. Goroutines
// and raw threads.
func (t *Thread) TryJoin() (done bool, err error) {
	err = t.join(0)
	keep(t)
	if err == ErrTimeout {
		return false, nil
	}
	return err == nil, err
}

// JoinTimeout is [Thread.Join] for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrTimeout] and the thread stays joinable. Goroutines and raw threads.
func (t *Thread) JoinTimeout(d time.Duration) error {
	err := t.join(deadlineAfter(d))
	keep(t)
	return err
}

// deadlineAfter returns the deadline that is d from now, as join takes it.
func deadlineAfter(d time.Duration) int64 {
	if d <= 0 {
		return 0
	}
	if deadline := futex.Deadline(d); deadline != futex.Forever {
		return deadline
	}
	return forever
}

// JoinContext is [Thread.Join] until ctx is done; then it returns ctx's cause
// and the thread stays joinable. Goroutines only: on a raw thread it returns
// [ErrGoroutineOnly].
func (t *Thread) JoinContext(ctx context.Context) error {
	if tls.OnRawThread() {
		return ErrGoroutineOnly
	}
	err := t.joinContext(ctx)
	keep(t)
	return err
}

// joinContext is JoinContext on a goroutine: a function with a defer statement
// enters the runtime where it is not optimised, so JoinContext has none.
func (t *thread) joinContext(ctx context.Context) error {
	if ctx.Done() == nil {
		return t.join(forever)
	}
	// The wait is cut into slices, since a futex can't wait for a channel too:
	// at the end of ctx the waiters are woken, until this one has noticed.
	var cancelled atomic.Bool
	cancelled.Store(ctx.Err() != nil)
	noticed := make(chan struct{})
	defer close(noticed)
	stop := context.AfterFunc(ctx, func() {
		cancelled.Store(true)
		for pause := 50 * time.Microsecond; ; pause = min(2*pause, 10*time.Millisecond) {
			futex.Shared.Wake(t.word(), 1<<30)
			select {
			case <-noticed:
				return
			case <-time.After(pause):
			}
		}
	})
	defer stop()
	err := t.joinUnless(forever, &cancelled)
	if err == errCancelled {
		return context.Cause(ctx)
	}
	return err
}

// join waits until deadline: forever, 0 for not at all, or monotonic ns.
func (t *thread) join(deadline int64) error { return t.joinUnless(deadline, nil) }

// joinUnless is join that gives up, with errCancelled, when cancelled is set. (A
// func value would be an indirect call, and keep bodies from joining.)
func (t *thread) joinUnless(deadline int64, cancelled *atomic.Bool) error {
	if t.own() {
		return ErrDeadlock
	}
	if t.state.Load() == stateJoined {
		return ErrJoined
	}
	t.waiters.Add(1)
	err := t.await(deadline, cancelled)
	t.waiters.Add(^uint32(0))
	if err == errReap {
		t.free() // wakes the other joiners
		return nil
	}
	return err
}

// errReap says that the caller is the one to free the thread.
var errReap = &Error{}

// errCancelled says that the waiter was told to give up.
var errCancelled = &Error{}

// await sleeps until the completion word is decided.
func (t *thread) await(deadline int64, cancelled *atomic.Bool) error {
	for {
		s := t.state.Load()
		switch s {
		case stateExited:
			if t.state.CompareAndSwap(stateExited, stateJoined) {
				return errReap
			}
			continue
		case stateJoined:
			return nil
		case stateDetached, stateReleased:
			return ErrDetached
		case statePrepared:
			return ErrNotStarted
		}
		if cancelled != nil && cancelled.Load() {
			return errCancelled
		}
		switch {
		case deadline == 0:
			return ErrTimeout
		case deadline > 0:
			if futex.Shared.WaitUntil(t.word(), s, futex.Monotonic, deadline) == futex.ErrTimeout {
				deadline = 0 // one last look
			}
		case tls.OnRawThread():
			waitWhile(t.word(), s)
		default:
			futex.Shared.Wait(t.word(), s)
		}
	}
}

// Detach lets the thread free itself when it ends; nobody can join it then, and
// those who wait for it return [ErrDetached]. Goroutines and raw threads.
func (t *Thread) Detach() error {
	if t.group != nil {
		return ErrGrouped
	}
	err := t.detach()
	keep(t)
	return err
}

func (t *thread) detach() error {
	for {
		s := t.state.Load()
		switch s {
		case stateJoinable:
			if t.state.CompareAndSwap(stateJoinable, stateDetached) {
				t.wakeWaiters()
				return nil
			}
		case stateExited:
			if t.state.CompareAndSwap(stateExited, stateReleased) {
				t.free()
				return nil
			}
		case stateStarting, stateExiting:
			// Soon over: the thread sets itself up, or the kernel takes it down.
			t.waiters.Add(1)
			t.detachers.Add(1)
			futex.Shared.WaitTimeout(t.word(), s, time.Millisecond)
			t.detachers.Add(^uint32(0))
			t.waiters.Add(^uint32(0))
		case stateJoined:
			return ErrJoined
		case statePrepared:
			return ErrNotStarted
		default:
			return ErrDetached
		}
	}
}

// abandon is what happens when the last handle is lost.
func (t *thread) abandon() {
	if t.state.CompareAndSwap(statePrepared, stateReleased) {
		t.free()
		return
	}
	t.detach() // refused if somebody joined or detached it
}
