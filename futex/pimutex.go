package futex

import (
	"time"

	"rawthread/internal/word"
)

// A PIMutex is a mutual exclusion lock of 4 bytes by which the owner inherits
// the priority of those who wait for it (FUTEX_LOCK_PI, Linux 2.6.18), and which
// goes to the waiter of the highest priority: for threads with a real-time
// policy. The zero value is unlocked. It must not be copied after first use.
//
// Its owner is a thread, which must unlock it. A goroutine is locked to its
// thread from Lock to Unlock (runtime.LockOSThread), and asks the kernel for its
// thread's id each time; raw threads know theirs.
//
// Where kernel or emulator have no such locks, all that lock it return
// [ErrUnsupported].
type PIMutex struct{ state word.Uint32 }

// The word of a PIMutex is the kernel's: 0, or the owner's thread id, with
// [Waiters] when somebody sleeps and [OwnerDied] when the kernel took it from a
// thread that ended.
//
//	0 ── Lock ──▶ tid ── another's Lock: the kernel ──▶ tid + Waiters
//	  ◀─ Unlock ─                                           │
//	next tid (+ Waiters) ◀── Unlock: the kernel ────────────┘
//
// Only 0 to tid and tid to 0 are made here, by compare-and-swap; in all other
// states the kernel changes the word, under its lock of the queue. Order: the
// compare-and-swaps acquire and release; the kernel's change is one too, with
// full barriers around it.
//
// A PIMutex that nobody waited for when its owner ended names a thread that is
// not there, or, when ids have come round, a wrong one: who may lose an owner
// uses [RobustMutex].

// Lock locks m. It returns nil; or [ErrOwnerDied], with m locked, if its owner
// ended while others waited; or without the lock [ErrDeadlock] if the caller has
// it or the owners wait for each other in a circle, [ErrNotRecoverable] if the
// owner ended while nobody waited, [ErrUnsupported], or [ErrMemory].
// Goroutines and raw threads.
func (m *PIMutex) Lock() error { return piLock(&m.state, Private, Monotonic, Forever) }

// TryLock is [PIMutex.Lock] that does not wait: it returns [ErrLocked] if
// another thread has m. Goroutines and raw threads.
func (m *PIMutex) TryLock() error { return piTryLock(&m.state, Private) }

// LockTimeout is [PIMutex.Lock] for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrTimeout]. Before Linux 5.14 the kernel measures by the wall clock.
// Goroutines and raw threads.
func (m *PIMutex) LockTimeout(d time.Duration) error {
	return piLock(&m.state, Private, Monotonic, Deadline(d))
}

// LockUntil is [PIMutex.Lock] until the clock c shows deadline; then it returns
// [ErrTimeout]. Goroutines and raw threads.
func (m *PIMutex) LockUntil(c Clock, deadline int64) error {
	return piLock(&m.state, Private, c, deadline)
}

// Unlock unlocks m. It panics if the calling thread does not own it. Goroutines
// and raw threads.
func (m *PIMutex) Unlock() { piUnlock(&m.state, Private) }

func piLock(w *word.Uint32, s Scope, c Clock, deadline int64) error {
	pin()
	err := piTake(w, s, c, deadline)
	if err != nil && err != ErrOwnerDied {
		unpin()
	}
	return err
}

func piTake(w *word.Uint32, s Scope, c Clock, deadline int64) error {
	if !piWorks() {
		return ErrUnsupported
	}
	if w.CompareAndSwap(0, ThreadID()) {
		return nil
	}
	return piTaken(w, s.LockPI(word.Addr(w), c, deadline))
}

// piTaken is what comes of the kernel's answer.
func piTaken(w *word.Uint32, err error) error {
	if err == ErrNoOwner {
		return ErrNotRecoverable
	}
	if err == nil && w.Load()&OwnerDied != 0 {
		for v := w.Load(); !w.CompareAndSwap(v, v&^OwnerDied); v = w.Load() {
		}
		return ErrOwnerDied
	}
	return err
}

func piTryLock(w *word.Uint32, s Scope) error {
	pin()
	err := piTryTake(w, s)
	if err != nil && err != ErrOwnerDied {
		unpin()
	}
	return err
}

func piTryTake(w *word.Uint32, s Scope) error {
	if !piWorks() {
		return ErrUnsupported
	}
	tid := ThreadID()
	if w.CompareAndSwap(0, tid) {
		return nil
	}
	v := w.Load()
	switch {
	case v&OwnerMask == tid:
		return ErrDeadlock
	case v&OwnerMask != 0:
		return ErrLocked
	}
	err := piTaken(w, s.TryLockPI(word.Addr(w))) // OwnerDied: the kernel's to take over
	if err == ErrChanged {
		err = ErrLocked
	}
	return err
}

func piUnlock(w *word.Uint32, s Scope) {
	tid := ThreadID()
	if !w.CompareAndSwap(tid, 0) {
		if w.Load()&OwnerMask != tid || s.UnlockPI(word.Addr(w)) != nil {
			panic("futex: Unlock of a PIMutex that the calling thread does not own")
		}
	}
	unpin()
}
