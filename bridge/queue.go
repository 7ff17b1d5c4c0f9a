package bridge

import (
	"context"
	"unsafe"
)

// A Queue carries items between threads, goroutines and raw threads alike: a
// bounded ring, first in, first out. T holds no pointers, so that a raw thread
// may store it. Make one by [New].
//
// Methods whose names begin with Try don't block. Those named Context are for
// goroutines only, and hold no thread while they wait; all others may be called
// from goroutines and raw threads: there they sleep in the kernel.
//
// Whoever wakes somebody does a system call; while nobody sleeps there is none.
type Queue[T any] struct {
	core
	slots  []T
	memory memory
}

// Cap returns how many items there is room for. Goroutines and raw threads.
func (q *Queue[T]) Cap() int { return int(q.size) }

// Len returns how many items there were at a moment during the call, those
// included that are just being written or read. Goroutines and raw threads.
func (q *Queue[T]) Len() int { return q.length() }

// Close lets no more in: pushes return [ErrClosed] from now on, those that wait
// for room too. What is in the queue can be popped; then pops return ErrClosed.
// A push that runs at the same time either fails, or its item will be popped.
// Closing again does nothing. Goroutines and raw threads.
func (q *Queue[T]) Close() { q.close() }

// TryPush puts v in, or returns [ErrFull] or [ErrClosed]. An MPMC queue is also
// full while a thread stands still in a pop that took an item, and the place of
// just that item would be next; and likewise empty. Goroutines and raw threads.
func (q *Queue[T]) TryPush(v T) error {
	at, n := q.reserve(1)
	if n == 0 {
		return q.cannotPush()
	}
	*q.slot(at) = v
	if !q.commit(at, 1) {
		return ErrClosed
	}
	return nil
}

// TryPop takes the oldest item, or returns [ErrEmpty] or [ErrClosed].
// Goroutines and raw threads.
func (q *Queue[T]) TryPop() (v T, err error) {
	at, n := q.claim(1)
	if n == 0 {
		return v, q.cannotPop()
	}
	v = *q.slot(at)
	q.release(at, 1)
	return v, nil
}

// TryPushBatch puts in as many of vs as there is room for, from the first on,
// and returns how many; if none, then [ErrFull] or [ErrClosed]. One batch costs
// little more than one item. Goroutines and raw threads.
func (q *Queue[T]) TryPushBatch(vs []T) (n int, err error) {
	if len(vs) == 0 {
		return 0, nil
	}
	at, n := q.reserve(len(vs))
	if n == 0 {
		return 0, q.cannotPush()
	}
	i := int(at & q.mask())
	k := copy(q.slots[i:], vs[:n])
	copy(q.slots, vs[k:n])
	if !q.commit(at, n) {
		return 0, ErrClosed
	}
	return n, nil
}

// TryPopBatch takes as many of the oldest items as buf has room for, and returns
// how many; if there is none, then [ErrEmpty] or [ErrClosed]. Goroutines and raw
// threads.
func (q *Queue[T]) TryPopBatch(buf []T) (n int, err error) {
	if len(buf) == 0 {
		return 0, nil
	}
	at, n := q.claim(len(buf))
	if n == 0 {
		return 0, q.cannotPop()
	}
	i := int(at & q.mask())
	k := copy(buf[:n], q.slots[i:])
	copy(buf[k:n], q.slots)
	q.release(at, n)
	return n, nil
}

// slot returns the slot of a position.
func (q *Queue[T]) slot(at uint64) *T { return &q.slots[at&q.mask()] }

// Push puts v in as soon as there is room, or returns [ErrClosed]. Goroutines
// and raw threads.
func (q *Queue[T]) Push(v T) error { return q.PushUntil(v, Forever) }

// PushUntil is [Queue.Push] until a deadline, see [After]; then it returns
// [ErrTimeout]. Goroutines and raw threads.
func (q *Queue[T]) PushUntil(v T, deadline int64) error {
	for waited := false; ; waited = true {
		if err := q.TryPush(v); !same(err, ErrFull) {
			q.done(space, waited)
			return err
		}
		if err := q.await(space, deadline); err != nil {
			return err
		}
	}
}

// PushContext is [Queue.Push] until ctx is done; then it returns ctx's error.
// Goroutines only.
func (q *Queue[T]) PushContext(ctx context.Context, v T) error {
	for waited := false; ; waited = true {
		if err := q.TryPush(v); !same(err, ErrFull) {
			q.done(space, waited)
			return err
		}
		if err := q.awaitContext(space, ctx); err != nil {
			return err
		}
	}
}

// Pop takes the oldest item as soon as there is one. It returns [ErrClosed] when
// the queue is closed and everything has been taken. Goroutines and raw threads.
func (q *Queue[T]) Pop() (T, error) { return q.PopUntil(Forever) }

// PopUntil is [Queue.Pop] until a deadline, see [After]; then it returns
// [ErrTimeout]. Goroutines and raw threads.
func (q *Queue[T]) PopUntil(deadline int64) (T, error) {
	for waited := false; ; waited = true {
		v, err := q.TryPop()
		if !same(err, ErrEmpty) {
			q.done(items, waited)
			return v, err
		}
		if err := q.await(items, deadline); err != nil {
			return v, err
		}
	}
}

// PopContext is [Queue.Pop] until ctx is done; then it returns ctx's error.
// Goroutines only.
func (q *Queue[T]) PopContext(ctx context.Context) (T, error) {
	for waited := false; ; waited = true {
		v, err := q.TryPop()
		if !same(err, ErrEmpty) {
			q.done(items, waited)
			return v, err
		}
		if err := q.awaitContext(items, ctx); err != nil {
			return v, err
		}
	}
}

// PushBatch puts in all of vs, a part at a time as there is room. It returns how
// many are in, with [ErrClosed] if that is not all. Goroutines and raw threads.
func (q *Queue[T]) PushBatch(vs []T) (int, error) { return q.PushBatchUntil(vs, Forever) }

// PushBatchUntil is [Queue.PushBatch] until a deadline, see [After]; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (q *Queue[T]) PushBatchUntil(vs []T, deadline int64) (pushed int, err error) {
	for waited := false; pushed < len(vs); {
		n, err := q.TryPushBatch(vs[pushed:])
		if pushed += n; !same(err, ErrFull) {
			q.done(space, waited)
			waited = false
			if err != nil {
				return pushed, err
			}
			continue
		}
		if err := q.await(space, deadline); err != nil {
			return pushed, err
		}
		waited = true
	}
	return pushed, nil
}

// PushBatchContext is [Queue.PushBatch] until ctx is done; then it returns ctx's
// error. Goroutines only.
func (q *Queue[T]) PushBatchContext(ctx context.Context, vs []T) (pushed int, err error) {
	for waited := false; pushed < len(vs); {
		n, err := q.TryPushBatch(vs[pushed:])
		if pushed += n; !same(err, ErrFull) {
			q.done(space, waited)
			waited = false
			if err != nil {
				return pushed, err
			}
			continue
		}
		if err := q.awaitContext(space, ctx); err != nil {
			return pushed, err
		}
		waited = true
	}
	return pushed, nil
}

// PopBatch waits until there is an item, and takes as many as there are and buf
// has room for. It returns [ErrClosed] when the queue is closed and everything
// has been taken. Goroutines and raw threads.
func (q *Queue[T]) PopBatch(buf []T) (int, error) { return q.PopBatchUntil(buf, Forever) }

// PopBatchUntil is [Queue.PopBatch] until a deadline, see [After]; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (q *Queue[T]) PopBatchUntil(buf []T, deadline int64) (int, error) {
	for waited := false; ; waited = true {
		n, err := q.TryPopBatch(buf)
		if !same(err, ErrEmpty) {
			q.done(items, waited)
			return n, err
		}
		if err := q.await(items, deadline); err != nil {
			return 0, err
		}
	}
}

// PopBatchContext is [Queue.PopBatch] until ctx is done; then it returns ctx's
// error. Goroutines only.
func (q *Queue[T]) PopBatchContext(ctx context.Context, buf []T) (int, error) {
	for waited := false; ; waited = true {
		n, err := q.TryPopBatch(buf)
		if !same(err, ErrEmpty) {
			q.done(items, waited)
			return n, err
		}
		if err := q.awaitContext(items, ctx); err != nil {
			return 0, err
		}
	}
}

// done is for the end of a call that may have waited.
func (c *core) done(s side, waited bool) {
	if waited {
		c.passOn(s)
	}
}

// same compares two of this package's errors, without calls.
func same(a, b error) bool {
	return *(*[2]uintptr)(unsafe.Pointer(&a)) == *(*[2]uintptr)(unsafe.Pointer(&b))
}
