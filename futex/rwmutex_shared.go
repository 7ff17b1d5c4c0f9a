package futex

import "time"

// A SharedRWMutex is an [RWMutex] in memory that several processes map. The zero
// value is unlocked.
type SharedRWMutex struct{ rw rwWords }

// RLock is [RWMutex.RLock]. Goroutines and raw threads.
func (rw *SharedRWMutex) RLock() {
	if v := rw.rw.state.Load(); v >= rwMaxReaders || !rw.rw.state.CompareAndSwap(v, v+1) {
		rw.rw.mustRLock(Shared | writersFirst)
	}
}

// TryRLock is [RWMutex.TryRLock]. Goroutines and raw threads.
func (rw *SharedRWMutex) TryRLock() bool { return rw.rw.tryRLock(Shared | writersFirst) }

// RLockTimeout is [RWMutex.RLockTimeout]. Goroutines and raw threads.
func (rw *SharedRWMutex) RLockTimeout(d time.Duration) error {
	if rw.TryRLock() {
		return nil
	}
	return rw.rw.rlock(Shared|writersFirst, Monotonic, Deadline(d))
}

// RLockUntil is [RWMutex.RLockUntil]. Goroutines and raw threads.
func (rw *SharedRWMutex) RLockUntil(c Clock, deadline int64) error {
	if rw.TryRLock() {
		return nil
	}
	return rw.rw.rlock(Shared|writersFirst, c, deadline)
}

// RUnlock is [RWMutex.RUnlock]. Goroutines and raw threads.
func (rw *SharedRWMutex) RUnlock() {
	if v := rw.rw.state.Add(^uint32(0)); v >= rwMaxReaders {
		rw.rw.runlock(v, Shared|writersFirst)
	}
}

// Lock is [RWMutex.Lock]. Goroutines and raw threads.
func (rw *SharedRWMutex) Lock() {
	if !rw.rw.state.CompareAndSwap(0, rwWriter) {
		rw.rw.mustLock(Shared | writersFirst)
	}
}

// TryLock is [RWMutex.TryLock]. Goroutines and raw threads.
func (rw *SharedRWMutex) TryLock() bool { return rw.rw.tryLock() }

// LockTimeout is [RWMutex.LockTimeout]. Goroutines and raw threads.
func (rw *SharedRWMutex) LockTimeout(d time.Duration) error {
	if rw.TryLock() {
		return nil
	}
	return rw.rw.lock(Shared|writersFirst, Monotonic, Deadline(d))
}

// LockUntil is [RWMutex.LockUntil]. Goroutines and raw threads.
func (rw *SharedRWMutex) LockUntil(c Clock, deadline int64) error {
	if rw.TryLock() {
		return nil
	}
	return rw.rw.lock(Shared|writersFirst, c, deadline)
}

// Unlock is [RWMutex.Unlock]. Goroutines and raw threads.
func (rw *SharedRWMutex) Unlock() {
	if v := rw.rw.state.Add(^uint32(rwWriter - 1)); v != 0 {
		rw.rw.unlock(v, Shared|writersFirst)
	}
}
