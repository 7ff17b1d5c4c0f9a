package kthread

import (
	"context"
	"sync/atomic"
	"time"

	"rawthread/futex"
	"rawthread/internal/word"
	"rawthread/tls"
)

// Wait waits until the task is done: nil says that its body has run, or called
// [Exit]. It returns [ErrDropped] if the body was dropped from the queue, an error
// that is [ErrSetup] if the kernel refused what TaskConfig asks for,
// [ErrNotStarted], and [ErrDeadlock] on the thread that runs the body. Of a task
// that others start again meanwhile, it waits for one end. On a goroutine no P is
// held meanwhile. Goroutines and raw threads.
func (t *Task) Wait() error {
	err := t.await(futex.Forever, nil)
	keepTask(t)
	return err
}

// WaitTimeout is [Task.Wait] for at most d, by CLOCK_MONOTONIC; then it returns
// [ErrTimeout]. Goroutines and raw threads.
func (t *Task) WaitTimeout(d time.Duration) error {
	err := t.await(submitDeadline(d), nil)
	keepTask(t)
	return err
}

// WaitContext is [Task.Wait] until ctx is done; then it returns ctx's cause.
// Goroutines only.
func (t *Task) WaitContext(ctx context.Context) error {
	if tls.OnRawThread() {
		return ErrGoroutineOnly
	}
	err := untilDone(ctx, &t.state, func(cancelled *atomic.Bool) error {
		return t.await(futex.Forever, cancelled)
	})
	keepTask(t)
	return err
}

// Done reports whether the task was started and is not under way any more.
// Goroutines and raw threads.
func (t *Task) Done() bool {
	phase := t.state.Load() & taskPhase
	return phase != taskPrepared && phase != taskPending
}

// await is Wait until the deadline, 0 for not at all, or until cancelled is set.
func (t *task) await(deadline int64, cancelled *atomic.Bool) error {
	v := t.state.Load()
	if v&taskPhase == taskPending && t.own() {
		return ErrDeadlock
	}
	for count := v & taskCount; v&taskPhase == taskPending && v&taskCount == count; v = t.state.Load() {
		if cancelled != nil && cancelled.Load() {
			return errCancelled
		}
		if deadline == 0 {
			return ErrTimeout
		}
		if v&taskAwaited == 0 {
			if t.in.spin.spin(&t.state, v) == v {
				t.state.CompareAndSwap(v, v|taskAwaited)
			}
			continue
		}
		if futex.Private.WaitUntil(word.Addr(&t.state), v, futex.Monotonic, deadline) == futex.ErrTimeout {
			deadline = 0 // one last look
		}
	}
	switch v & taskPhase {
	case taskPrepared:
		return ErrNotStarted
	case taskDropped:
		return ErrDropped
	case taskRefused:
		return t.refusal()
	}
	if t.once && v&taskEmpty == 0 && !tls.OnRawThread() {
		t.empty()
	}
	return nil
}

// refusal is what a Wait returns of a task whose set-up the kernel refused.
func (t *task) refusal() error {
	if tls.OnRawThread() {
		return ErrSetup
	}
	return t.goroutineRefusal()
}
