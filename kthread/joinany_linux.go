package kthread

import (
	"context"
	"runtime"
	"time"
	"unsafe"

	"rawthread/futex"
	"rawthread/internal/word"
	"rawthread/tls"
)

// JoinAny waits until one of the threads has ended, joins that one, as
// [Thread.Join] does, and returns its index. The others stay as they are. Of
// several that have ended it takes the first; one that somebody else joined
// while JoinAny waited counts as joined, as it does for Join.
//
// A thread that can't be joined is an error, with its index: [ErrJoined],
// [ErrDetached], [ErrNotStarted], [ErrDeadlock] for the calling thread itself,
// and [ErrInvalidConfig] for a nil handle. An empty list is ErrInvalidConfig,
// with index -1. If the error is there at the call nothing was joined.
//
// Up to 127 threads are waited for in one sleep (futex_waitv(2), Linux 5.16);
// of more, and on older kernels, JoinAny looks at all of them every 50 us at
// first, and less and less often down to every 5 ms. Goroutines, where no P is
// held meanwhile, and raw threads, where it takes 8 KiB of stack.
func JoinAny(threads ...*Thread) (int, error) {
	i, err := joinAny(threads, forever, nil)
	keepAll(threads)
	return i, err
}

// JoinAnyTimeout is [JoinAny] for at most d, by CLOCK_MONOTONIC; then it returns
// -1 and [ErrTimeout], and all threads stay joinable. With d <= 0 it does not
// wait. Goroutines and raw threads.
func JoinAnyTimeout(d time.Duration, threads ...*Thread) (int, error) {
	i, err := joinAny(threads, deadlineAfter(d), nil)
	keepAll(threads)
	return i, err
}

// JoinAnyContext is [JoinAny] until ctx is done; then it returns -1 and ctx's
// cause, and all threads stay joinable. Goroutines only: on a raw thread it
// returns -1 and [ErrGoroutineOnly].
func JoinAnyContext(ctx context.Context, threads ...*Thread) (int, error) {
	if tls.OnRawThread() {
		return -1, ErrGoroutineOnly
	}
	i, err := joinAnyContext(ctx, threads)
	keepAll(threads)
	return i, err
}

// joinAnyContext is JoinAnyContext without its look at the kind of thread: a
// function with a defer statement enters the runtime where it is not optimised.
func joinAnyContext(ctx context.Context, threads []*Thread) (int, error) {
	cancelled := new(word.Uint32)
	defer context.AfterFunc(ctx, func() {
		cancelled.Store(1)
		futex.Wake(word.Addr(cancelled), 1)
	})()
	i, err := joinAny(threads, forever, cancelled)
	if err == errCancelled {
		return -1, context.Cause(ctx)
	}
	return i, err
}

// keepAll is keep for a list of handles.
func keepAll(threads []*Thread) { runtime.KeepAlive(unsafe.SliceData(threads)) }

// joinAny joins a thread by deadline, as join has it, or gives up with
// errCancelled when the word cancelled is not 0 any more.
func joinAny(threads []*Thread, deadline int64, cancelled *word.Uint32) (int, error) {
	if len(threads) == 0 {
		return -1, ErrInvalidConfig
	}
	for i, t := range threads {
		switch {
		case t == nil || t.thread == nil:
			return i, ErrInvalidConfig
		case t.own():
			return i, ErrDeadlock
		}
		s := t.state.Load()
		if s == stateJoined {
			return i, ErrJoined
		}
		if err := unjoinable(s); err != nil {
			return i, err
		}
	}
	for _, t := range threads {
		t.waiters.Add(1)
	}
	i, err := awaitAny(threads, deadline, cancelled)
	for _, t := range threads {
		t.waiters.Add(^uint32(0))
	}
	if err == errReap {
		threads[i].free() // wakes its other joiners
		err = nil
	}
	// The kernel wakes one waiter of each thread that ends. If several ended,
	// that was this one for more than the thread that it joined, and the other
	// joiners of those would sleep on.
	for _, t := range threads {
		if t.state.Load() == stateExited {
			t.wakeWaiters()
		}
	}
	return i, err
}

// unjoinable returns why a thread in this state can't be joined, nil if it can.
func unjoinable(s uint32) error {
	switch s {
	case stateDetached, stateReleased:
		return ErrDetached
	case statePrepared:
		return ErrNotStarted
	}
	return nil
}

// maxWords is how many threads one sleep waits for: the cancelled word is
// another.
const maxWords = futex.MaxWaiters - 1

// awaitAny sleeps until the completion word of a thread is decided, and returns
// its index, with errReap if the caller is to free it.
func awaitAny(threads []*Thread, deadline int64, cancelled *word.Uint32) (int, error) {
	const shortest, longest = 50_000, 5_000_000 // ns, between looks at more threads than fit
	pause := int64(shortest)
	for first := 0; ; {
		for i, t := range threads {
			for s := t.state.Load(); s == stateExited; s = t.state.Load() {
				if t.state.CompareAndSwap(stateExited, stateJoined) {
					return i, errReap
				}
			}
			s := t.state.Load()
			if s == stateJoined {
				return i, nil
			}
			if err := unjoinable(s); err != nil {
				return i, err
			}
		}
		if cancelled != nil && cancelled.Load() != 0 {
			return -1, errCancelled
		}
		if deadline == 0 {
			return -1, ErrTimeout
		}
		some := threads[first:min(first+maxWords, len(threads))]
		until := int64(futex.Forever)
		if deadline != forever {
			until = deadline
		}
		if len(some) < len(threads) {
			until = min(until, futex.Monotonic.Now()+pause)
			pause = min(2*pause, longest)
			if first += maxWords; first >= len(threads) {
				first = 0
			}
		}
		sleepAny(some, until, cancelled)
		if deadline > 0 && futex.Monotonic.Now() >= deadline {
			deadline = 0 // one last look
		}
	}
}

// sleepAny sleeps until one of the threads is in another state than running, or
// cancelled is set, or until a time; for less if it likes: the caller looks.
func sleepAny(threads []*Thread, until int64, cancelled *word.Uint32) {
	var words [futex.MaxWaiters]futex.Waiter
	n := 0
	for _, t := range threads {
		s := t.state.Load()
		switch s {
		case stateStarting, stateJoinable, stateExiting:
			words[n] = futex.Waiter{Addr: t.word(), Val: s, Scope: futex.Shared}
			n++
		default:
			return
		}
	}
	if cancelled != nil {
		words[n] = futex.Waiter{Addr: word.Addr(cancelled), Val: 0, Scope: futex.Private}
		n++
	}
	futex.WaitAny(words[:n], futex.Monotonic, until)
}
