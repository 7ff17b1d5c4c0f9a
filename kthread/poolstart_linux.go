package kthread

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"rawthread/futex"
	"rawthread/tls"
)

// Start has a thread of the pool run the task's body, as soon as there is one. It
// waits while the queue is full, which the bodies of a pool had better not do: if
// all of them wait, they do so for ever. A task that is under way is [ErrPending];
// one of Pool.Go runs once, and is [ErrStarted]. It allocates nothing. Goroutines
// and raw threads.
func (t *Task) Start() error { return t.start(futex.Forever) }

// TryStart is [Task.Start] that returns [ErrQueueFull] instead of waiting.
// Goroutines and raw threads.
func (t *Task) TryStart() error { return t.start(0) }

// StartTimeout is [Task.Start] that waits for at most d, by CLOCK_MONOTONIC; then
// it returns [ErrQueueFull]. Goroutines and raw threads.
func (t *Task) StartTimeout(d time.Duration) error { return t.start(submitDeadline(d)) }

// StartContext is [Task.Start] that waits until ctx is done; then it returns
// ctx's cause. Goroutines only.
func (t *Task) StartContext(ctx context.Context) error {
	if tls.OnRawThread() {
		return ErrGoroutineOnly
	}
	err := untilDone(ctx, &t.in.room.epoch, func(cancelled *atomic.Bool) error {
		return t.in.submit(t.task, futex.Forever, cancelled)
	})
	keepTask(t)
	return err
}

func (t *Task) start(deadline int64) error {
	err := t.in.submit(t.task, deadline, nil)
	keepTask(t)
	return err
}

// keepTask is keep for tasks.
func keepTask(t *Task) { runtime.KeepAlive(t) }
