package futex

import (
	"time"
)

// A SharedReaderRWMutex is a [ReaderRWMutex] in memory that several processes map.
// The zero value is unlocked.
type SharedReaderRWMutex struct{ rw rwWords }

// RLock is [ReaderRWMutex.RLock]. Goroutines and raw threads.
func (rw *SharedReaderRWMutex) RLock() {
	if v := rw.rw.state.Load(); !readersFirst.readable(v) || !rw.rw.state.CompareAndSwap(v, v+1) {
		rw.rw.mustRLock(Shared | readersFirst)
	}
}

// TryRLock is [ReaderRWMutex.TryRLock]. Goroutines and raw threads.
func (rw *SharedReaderRWMutex) TryRLock() bool { return rw.rw.tryRLock(Shared | readersFirst) }

// RLockTimeout is [ReaderRWMutex.RLockTimeout]. Goroutines and raw threads.
func (rw *SharedReaderRWMutex) RLockTimeout(d time.Duration) error {
	if rw.TryRLock() {
		return nil
	}
	return rw.rw.rlock(Shared|readersFirst, Monotonic, Deadline(d))
}

// RLockUntil is [ReaderRWMutex.RLockUntil]. Goroutines and raw threads.
func (rw *SharedReaderRWMutex) RLockUntil(c Clock, deadline int64) error {
	if rw.TryRLock() {
		return nil
	}
	return rw.rw.rlock(Shared|readersFirst, c, deadline)
}

// RUnlock is [ReaderRWMutex.RUnlock]. Goroutines and raw threads.
func (rw *SharedReaderRWMutex) RUnlock() {
	if v := rw.rw.state.Add(^uint32(0)); v >= rwMaxReaders {
		rw.rw.runlock(v, Shared|readersFirst)
	}
}

// Lock is [ReaderRWMutex.Lock]. Goroutines and raw threads.
func (rw *SharedReaderRWMutex) Lock() {
	if !rw.rw.state.CompareAndSwap(0, rwWriter) {
		rw.rw.mustLock(Shared | readersFirst)
	}
}

// TryLock is [ReaderRWMutex.TryLock]. Goroutines and raw threads.
func (rw *SharedReaderRWMutex) TryLock() bool { return rw.rw.tryLock() }

// LockTimeout is [ReaderRWMutex.LockTimeout]. Goroutines and raw threads.
func (rw *SharedReaderRWMutex) LockTimeout(d time.Duration) error {
	if rw.TryLock() {
		return nil
	}
	return rw.rw.lock(Shared|readersFirst, Monotonic, Deadline(d))
}

// LockUntil is [ReaderRWMutex.LockUntil]. Goroutines and raw threads.
func (rw *SharedReaderRWMutex) LockUntil(c Clock, deadline int64) error {
	if rw.TryLock() {
		return nil
	}
	return rw.rw.lock(Shared|readersFirst, c, deadline)
}

// Unlock is [ReaderRWMutex.Unlock]. Goroutines and raw threads.
func (rw *SharedReaderRWMutex) Unlock() {
	if v := rw.rw.state.Add(^uint32(rwWriter - 1)); v != 0 {
		rw.rw.unlock(v, Shared|readersFirst)
	}
}
