package kthread

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"rawthread/futex"
	"rawthread/tls"
)

// Go has a thread of the pool run body, as soon as there is one. It waits while
// the queue is full. Goroutines only: see Prepare for raw threads.
func (p *Pool) Go(body func()) (*Task, error) { return p.goUntil(futex.Forever, nil, body) }

// TryGo is [Pool.Go] that returns [ErrQueueFull] instead of waiting. Goroutines
// only.
func (p *Pool) TryGo(body func()) (*Task, error) { return p.goUntil(0, nil, body) }

// GoTimeout is [Pool.Go] that waits for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrQueueFull]. Goroutines only.
func (p *Pool) GoTimeout(d time.Duration, body func()) (*Task, error) {
	return p.goUntil(submitDeadline(d), nil, body)
}

// GoContext is [Pool.Go] that waits until ctx is done; then it returns ctx's
// cause. Goroutines only.
func (p *Pool) GoContext(ctx context.Context, body func()) (t *Task, err error) {
	if tls.OnRawThread() {
		return nil, ErrGoroutineOnly
	}
	err = untilDone(ctx, &p.room.epoch, func(cancelled *atomic.Bool) error {
		t, err = p.goUntil(futex.Forever, cancelled, body)
		return err
	})
	return t, err
}

func (p *Pool) goUntil(deadline int64, cancelled *atomic.Bool, body func()) (*Task, error) {
	t, err := p.newTask(&TaskConfig{Calls: p.thread.Calls, Unchecked: p.thread.Unchecked}, body)
	if err != nil {
		return nil, err
	}
	t.once = true
	t.handle.task = t
	p.table.enter(t)
	if err := p.submit(t, deadline, cancelled); err != nil {
		p.table.remove(t)
		return nil, err
	}
	runtime.KeepAlive(p)
	return &t.handle, nil
}

// Prepare checks body and makes a Task of it that can be run again and again, by
// [Task.Start], also from raw threads. A body that holds its own Task keeps the
// pool from being lost: then Close is needed. Goroutines only.
func (p *Pool) Prepare(cfg TaskConfig, body func()) (*Task, error) {
	t, err := p.newTask(&cfg, body)
	if err != nil {
		return nil, err
	}
	p.table.enter(t)
	h := &Task{t, p}
	runtime.AddCleanup(h, (*task).lose, t)
	return h, nil
}

// newTask makes a task that is not in the table yet.
func (p *Pool) newTask(cfg *TaskConfig, body func()) (*task, error) {
	switch {
	case tls.OnRawThread():
		return nil, ErrGoroutineOnly
	case body == nil:
		return nil, invalid("the body is nil")
	case p.ring.closed():
		return nil, ErrPoolClosed
	}
	if !cfg.Unchecked {
		if _, err := checkBody(body, cfg.Calls); err != nil {
			return nil, err
		}
	}
	t := &task{in: p.pool, body: body, bodyName: bodyName(body), name: cfg.Name}
	if cfg.Name != "" || len(cfg.CPUs) > 0 {
		if err := cfg.check(); err != nil {
			return nil, err
		}
		t.setup.from(&Config{Name: cfg.Name, CPUs: cfg.CPUs})
		t.wantsSetup = true
	}
	return t, nil
}

// submitDeadline returns the deadline that is d from now, as submit takes it.
func submitDeadline(d time.Duration) int64 {
	if d <= 0 {
		return 0
	}
	return futex.Deadline(d)
}
