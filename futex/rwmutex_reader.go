package futex

import "time"

// A ReaderRWMutex is an [RWMutex] that prefers readers: they come in whenever no
// writer has the lock, whoever waits. So a thread may lock for reading again
// what it has locked for reading, and readers never wait for each other; but
// writers starve as long as there is always a reader.
type ReaderRWMutex struct{ rw rwWords }

// RLock is [RWMutex.RLock]. Goroutines and raw threads.
func (rw *ReaderRWMutex) RLock() {
	if v := rw.rw.state.Load(); !readersFirst.readable(v) || !rw.rw.state.CompareAndSwap(v, v+1) {
		rw.rw.mustRLock(Private | readersFirst)
	}
}

// TryRLock is [RWMutex.TryRLock]. Goroutines and raw threads.
func (rw *ReaderRWMutex) TryRLock() bool { return rw.rw.tryRLock(Private | readersFirst) }

// RLockTimeout is [RWMutex.RLockTimeout]. Goroutines and raw threads.
func (rw *ReaderRWMutex) RLockTimeout(d time.Duration) error {
	if rw.TryRLock() {
		return nil
	}
	return rw.rw.rlock(Private|readersFirst, Monotonic, Deadline(d))
}

// RLockUntil is [RWMutex.RLockUntil]. Goroutines and raw threads.
func (rw *ReaderRWMutex) RLockUntil(c Clock, deadline int64) error {
	if rw.TryRLock() {
		return nil
	}
	return rw.rw.rlock(Private|readersFirst, c, deadline)
}

// RUnlock is [RWMutex.RUnlock]. Goroutines and raw threads.
func (rw *ReaderRWMutex) RUnlock() {
	if v := rw.rw.state.Add(^uint32(0)); v >= rwMaxReaders {
		rw.rw.runlock(v, Private|readersFirst)
	}
}

// Lock is [RWMutex.Lock]. Goroutines and raw threads.
func (rw *ReaderRWMutex) Lock() {
	if !rw.rw.state.CompareAndSwap(0, rwWriter) {
		rw.rw.mustLock(Private | readersFirst)
	}
}

// TryLock is [RWMutex.TryLock]. Goroutines and raw threads.
func (rw *ReaderRWMutex) TryLock() bool { return rw.rw.tryLock() }

// LockTimeout is [RWMutex.LockTimeout]. Goroutines and raw threads.
func (rw *ReaderRWMutex) LockTimeout(d time.Duration) error {
	if rw.TryLock() {
		return nil
	}
	return rw.rw.lock(Private|readersFirst, Monotonic, Deadline(d))
}

// LockUntil is [RWMutex.LockUntil]. Goroutines and raw threads.
func (rw *ReaderRWMutex) LockUntil(c Clock, deadline int64) error {
	if rw.TryLock() {
		return nil
	}
	return rw.rw.lock(Private|readersFirst, c, deadline)
}

// Unlock is [RWMutex.Unlock]. Goroutines and raw threads.
func (rw *ReaderRWMutex) Unlock() {
	if v := rw.rw.state.Add(^uint32(rwWriter - 1)); v != 0 {
		rw.rw.unlock(v, Private|readersFirst)
	}
}
