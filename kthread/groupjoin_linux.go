package kthread

import (
	"context"
	"time"

	"rawthread/tls"
)

// Join waits until all threads of the group have ended and are joined, by this
// call or by others, and the kernel is done with their memory. It returns nil
// then, whenever it is called, and [ErrDeadlock] on a member of the group.
// Goroutines, which hold no P meanwhile, and raw threads.
func (g *Group) Join() error {
	err := g.joinAll(forever)
	keepGroup(g)
	return err
}

// JoinTimeout is [Group.Join] for at most d, by CLOCK_MONOTONIC; then it returns
// [ErrTimeout]. What has ended by then is joined, the rest stays joinable.
// Goroutines and raw threads.
func (g *Group) JoinTimeout(d time.Duration) error {
	err := g.joinAll(deadlineAfter(d))
	keepGroup(g)
	return err
}

func (g *group) joinAll(deadline int64) error {
	if g.member() {
		return ErrDeadlock
	}
	for i := range g.threads {
		if err := g.threads[i].join(deadline); err != nil && err != ErrJoined {
			return err
		}
	}
	return nil
}

// JoinContext is [Group.Join] until ctx is done; then it returns ctx's cause. What
// has ended by then is joined, the rest stays joinable. Goroutines only: on a raw
// thread it returns [ErrGoroutineOnly].
func (g *Group) JoinContext(ctx context.Context) error {
	if tls.OnRawThread() {
		return ErrGoroutineOnly
	}
	err := g.joinContext(ctx)
	keepGroup(g)
	return err
}

func (g *group) joinContext(ctx context.Context) error {
	for i := range g.threads {
		if err := g.threads[i].joinContext(ctx); err != nil && err != ErrJoined {
			return err
		}
	}
	return nil
}

// WaitDone waits until the bodies of all threads have ended: [Thread.WaitDone] for
// each. Goroutines and raw threads.
func (g *Group) WaitDone() error {
	if g.member() {
		return ErrDeadlock
	}
	for i := range g.threads {
		if err := g.threads[i].waitDone(forever); err != nil {
			return err
		}
	}
	keepGroup(g)
	return nil
}

// JoinAny joins one thread of the group whose body has ended, in the order in
// which they end, and returns its number. Each thread is returned once; when all
// were, by this or other calls, JoinAny returns [ErrJoined]. A thread that was joined
// otherwise before is left out. Goroutines, which hold no P meanwhile, and raw threads.
func (g *Group) JoinAny() (i int, err error) {
	i, err = g.joinAny(forever)
	keepGroup(g)
	return i, err
}

// JoinAnyTimeout is [Group.JoinAny] that waits for a body's end for at most d, by
// CLOCK_MONOTONIC; then it returns [ErrTimeout]. Goroutines and raw threads.
func (g *Group) JoinAnyTimeout(d time.Duration) (i int, err error) {
	i, err = g.joinAny(deadlineAfter(d))
	keepGroup(g)
	return i, err
}

func (g *group) joinAny(deadline int64) (int, error) {
	if g.member() {
		return -1, ErrDeadlock
	}
	for {
		t, err := g.endings.next(g.threads, deadline)
		if err != nil {
			return -1, err
		}
		if err := t.join(forever); err != ErrJoined {
			return int(t.index), err
		}
	}
}

// Detach lets the group end by itself: its memory is given back some time after
// all threads have ended, at the end of a garbage collection or by the next SpawnN.
// Threads of it can be joined until then, and waited for by WaitDone. Goroutines
// only: on a raw thread it returns [ErrGoroutineOnly].
func (g *Group) Detach() error {
	if tls.OnRawThread() {
		return ErrGoroutineOnly
	}
	g.lose()
	keepGroup(g)
	return nil
}
