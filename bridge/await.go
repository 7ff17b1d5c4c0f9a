package bridge

import (
	"context"
	"time"

	"rawthread/futex"
	"rawthread/tls"
)

// After returns the deadline that is d from now, for the calls that take one: a
// time of [Monotonic] in nanoseconds. Goroutines and raw threads.
func After(d time.Duration) int64 {
	now := Monotonic.Now()
	if int64(d) > Forever-now {
		return Forever
	}
	return now + max(0, int64(d))
}

// await sleeps until the ring may be ready for a side, or the deadline. It may
// be ready for another thread first: the caller tries, and waits again.
// Goroutines and raw threads.
func (c *core) await(s side, deadline int64) error {
	if tls.OnRawThread() {
		return c.awaitRaw(s, deadline)
	}
	return c.awaitGo(s, deadline)
}

// awaitRaw is await on a futex: on raw threads, and on goroutines that keep
// their threads meanwhile. It looks for a moment before it sleeps: the thread at
// the other end then need not wake it, and threads that are equally fast go on
// without the kernel.
func (c *core) awaitRaw(s side, deadline int64) error {
	for b := (futex.Backoff{}); b.Pause(); {
		if c.ready(s) {
			return nil
		}
	}
	g := &c.gates[s]
	g.enter()
	var err error
	for {
		e := g.epoch.Load()
		if c.ready(s) {
			break
		}
		if g.sleep(c.scope, e, deadline) == futex.ErrTimeout {
			if !c.ready(s) {
				err = ErrTimeout
			}
			break
		}
	}
	g.leave()
	return err
}

// awaitSignal is await on the goroutine that has the turn. wait waits for the
// gate's signal; its error is returned, unless the ring is ready then.
func (c *core) awaitSignal(s side, wait func() error) error {
	g := &c.gates[s]
	var err error
	for {
		g.announceGo()
		if c.ready(s) {
			err = nil
			break
		}
		if err != nil {
			break
		}
		err = wait()
	}
	g.retractGo()
	return err
}

// awaitGo is await on goroutines; package rawsafe knows it by name.
//
//go:noinline
func (c *core) awaitGo(s side, deadline int64) error {
	if deadline == Forever {
		return c.awaitContext(s, context.Background())
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(max(0, deadline-Monotonic.Now())))
	defer cancel()
	err := c.awaitContext(s, ctx)
	if err == context.DeadlineExceeded {
		return ErrTimeout
	}
	return err
}

// awaitContext is await on goroutines until a context is done: then it returns
// the context's error. No M waits. Package rawsafe refuses it by name.
//
//go:noinline
func (c *core) awaitContext(s side, ctx context.Context) error {
	if tls.OnRawThread() {
		return ErrUnsupported // of an unchecked body
	}
	return c.stiles[s].await(c, s, ctx)
}
