package futex

import (
	"time"

	"rawthread/internal/word"
)

// A Mutex is a mutual exclusion lock of 4 bytes. The zero value is unlocked. It
// must not be copied after first use. It is not fair: who comes while it is free
// may overtake those who are being woken. It has no owner: another thread may
// unlock it. It is a sync.Locker.
//
// Goroutines and raw threads may use the same Mutex at once. A goroutine that
// must wait sleeps in the kernel, on its thread: the scheduler gives its P to
// others, when it has use for it, after 20 µs or more. Where all are goroutines
// and many wait, sync.Mutex needs fewer threads.
type Mutex struct{ state word.Uint32 }

// States of a mutex's word.
//
//	           Lock                    Lock finds it taken
//	unlocked ────────▶ locked ──────────────────────────────▶ contended
//	    ▲                │ Unlock                               │    ▲
//	    ├────────────────┘                       Unlock, wakes 1│    │ Lock by one
//	    ├───────────────────────────────────────────────────────┘    │ that slept
//	    └────────────────────────────────────────────────────────────┘
//
// Who finds the lock taken stores contended, and sleeps on that value alone; so
// contended is in the word whenever somebody sleeps, or somebody that was woken
// is on its way to store it. The one that was woken can't know whether others
// sleep, and takes the lock with contended: at worst one Unlock wakes nobody. A
// waiter that gives up leaves contended behind, which is as harmless.
//
// Order: Unlock's Swap is a release, and the Lock that sees its value, by a
// CompareAndSwap or a Swap, an acquire. Unlock does not touch the memory after
// its Swap but for its address, so the next owner may free it; a late wake of
// another word in its place is one of the spurious ones.
const (
	mutexUnlocked  = 0
	mutexLocked    = 1
	mutexContended = 2 // locked, and somebody may sleep
)

// Lock locks m, and waits as long as that takes. Goroutines and raw threads.
func (m *Mutex) Lock() {
	if !m.state.CompareAndSwap(mutexUnlocked, mutexLocked) {
		mutexLock(&m.state, Private)
	}
}

// TryLock locks m if it is unlocked, and says whether it did. Goroutines and
// raw threads.
func (m *Mutex) TryLock() bool { return m.state.CompareAndSwap(mutexUnlocked, mutexLocked) }

// LockTimeout is [Mutex.Lock] for at most d, by CLOCK_MONOTONIC; then it returns
// [ErrTimeout]. Goroutines and raw threads.
func (m *Mutex) LockTimeout(d time.Duration) error {
	if m.TryLock() {
		return nil
	}
	return mutexLockUntil(&m.state, Private, Monotonic, Deadline(d))
}

// LockUntil is [Mutex.Lock] until the clock c shows deadline, in nanoseconds;
// then it returns [ErrTimeout]. A negative deadline is [ErrInvalid], unless the
// lock is free. Goroutines and raw threads.
func (m *Mutex) LockUntil(c Clock, deadline int64) error {
	if m.TryLock() {
		return nil
	}
	return mutexLockUntil(&m.state, Private, c, deadline)
}

// Unlock unlocks m. It panics if m is not locked. Goroutines and raw threads.
func (m *Mutex) Unlock() {
	if old := m.state.Swap(mutexUnlocked); old != mutexLocked {
		mutexWake(&m.state, old, Private)
	}
}

// mutexLock is Lock, when the lock was found taken: out of line, so that Lock is
// inlined.
//
//go:noinline
func mutexLock(w *word.Uint32, s Scope) { must(mutexLockUntil(w, s, Monotonic, Forever)) }

func mutexLockUntil(w *word.Uint32, s Scope, c Clock, deadline int64) error {
	// As long as nobody sleeps, it is worth waiting for the owner a moment.
	v := spinLocked(w, mutexLocked)
	if v == mutexUnlocked && w.CompareAndSwap(mutexUnlocked, mutexLocked) {
		return nil
	}
	for {
		if w.Swap(mutexContended) == mutexUnlocked {
			return nil
		}
		if err := s.await(w, mutexContended, c, deadline); err != nil {
			return err
		}
		spinLocked(w, mutexLocked)
	}
}

// mutexUnlock is Unlock, for the primitives that have a mutex's word.
func mutexUnlock(w *word.Uint32, s Scope) {
	if old := w.Swap(mutexUnlocked); old != mutexLocked {
		mutexWake(w, old, s)
	}
}

// mutexWake ends an Unlock that found another state than locked.
//
//go:noinline
func mutexWake(w *word.Uint32, old uint32, s Scope) {
	if old == mutexUnlocked {
		panic("futex: Unlock of an unlocked mutex")
	}
	s.rouse(w, 1)
}
