package futex

import (
	"time"

	"rawthread/internal/word"
)

// An RWMutex is a lock of 8 bytes for many readers or one writer. The zero value
// is unlocked. It must not be copied after first use.
//
// It prefers writers: while one waits, new readers wait too. Who takes such a
// lock seldom writes, and does not want to wait for a moment without readers
// that may never come. In return a thread that reads must not lock for reading
// again: a writer in between would wait for the first lock, and the second for
// the writer. [ReaderRWMutex] has it the other way round.
//
// Goroutines and raw threads may use the same RWMutex at once; a goroutine that
// must wait does so as with [Mutex].
type RWMutex struct{ rw rwWords }

// RLock locks rw for reading. Goroutines and raw threads.
func (rw *RWMutex) RLock() {
	if v := rw.rw.state.Load(); v >= rwMaxReaders || !rw.rw.state.CompareAndSwap(v, v+1) {
		rw.rw.mustRLock(Private | writersFirst)
	}
}

// TryRLock locks rw for reading if no writer has it or waits for it, and says
// whether it did. Goroutines and raw threads.
func (rw *RWMutex) TryRLock() bool { return rw.rw.tryRLock(Private | writersFirst) }

// RLockTimeout is [RWMutex.RLock] for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (rw *RWMutex) RLockTimeout(d time.Duration) error {
	if rw.TryRLock() {
		return nil
	}
	return rw.rw.rlock(Private|writersFirst, Monotonic, Deadline(d))
}

// RLockUntil is [RWMutex.RLock] until the clock c shows deadline; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (rw *RWMutex) RLockUntil(c Clock, deadline int64) error {
	if rw.TryRLock() {
		return nil
	}
	return rw.rw.rlock(Private|writersFirst, c, deadline)
}

// RUnlock undoes one RLock. It panics if there was none. Goroutines and raw
// threads.
func (rw *RWMutex) RUnlock() {
	if v := rw.rw.state.Add(^uint32(0)); v >= rwMaxReaders {
		rw.rw.runlock(v, Private|writersFirst)
	}
}

// Lock locks rw for writing. Goroutines and raw threads.
func (rw *RWMutex) Lock() {
	if !rw.rw.state.CompareAndSwap(0, rwWriter) {
		rw.rw.mustLock(Private | writersFirst)
	}
}

// TryLock locks rw for writing if nobody has it, and says whether it did.
// Goroutines and raw threads.
func (rw *RWMutex) TryLock() bool { return rw.rw.tryLock() }

// LockTimeout is [RWMutex.Lock] for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (rw *RWMutex) LockTimeout(d time.Duration) error {
	if rw.TryLock() {
		return nil
	}
	return rw.rw.lock(Private|writersFirst, Monotonic, Deadline(d))
}

// LockUntil is [RWMutex.Lock] until the clock c shows deadline; then it returns
// [ErrTimeout]. Goroutines and raw threads.
func (rw *RWMutex) LockUntil(c Clock, deadline int64) error {
	if rw.TryLock() {
		return nil
	}
	return rw.rw.lock(Private|writersFirst, c, deadline)
}

// Unlock undoes Lock. It panics if rw is not locked for writing. Goroutines and
// raw threads.
func (rw *RWMutex) Unlock() {
	if v := rw.rw.state.Add(^uint32(rwWriter - 1)); v != 0 {
		rw.rw.unlock(v, Private|writersFirst)
	}
}

// rwWords are an RWMutex's words; rwwords.go has their protocol.
type rwWords struct{ state, turn word.Uint32 }
