package futex

import (
	"time"

	"rawthread/internal/word"
)

// A SharedMutex is a [Mutex] in memory that several processes map (MAP_SHARED of
// a file or memfd), on any of their threads. The zero value is unlocked. If a
// process dies that holds it, it stays locked: [RobustMutex] does not.
type SharedMutex struct{ state word.Uint32 }

// Lock is [Mutex.Lock]. Goroutines and raw threads.
func (m *SharedMutex) Lock() {
	if !m.state.CompareAndSwap(mutexUnlocked, mutexLocked) {
		mutexLock(&m.state, Shared)
	}
}

// TryLock is [Mutex.TryLock]. Goroutines and raw threads.
func (m *SharedMutex) TryLock() bool { return m.state.CompareAndSwap(mutexUnlocked, mutexLocked) }

// LockTimeout is [Mutex.LockTimeout]. Goroutines and raw threads.
func (m *SharedMutex) LockTimeout(d time.Duration) error {
	if m.TryLock() {
		return nil
	}
	return mutexLockUntil(&m.state, Shared, Monotonic, Deadline(d))
}

// LockUntil is [Mutex.LockUntil]. Goroutines and raw threads.
func (m *SharedMutex) LockUntil(c Clock, deadline int64) error {
	if m.TryLock() {
		return nil
	}
	return mutexLockUntil(&m.state, Shared, c, deadline)
}

// Unlock is [Mutex.Unlock]. Goroutines and raw threads.
func (m *SharedMutex) Unlock() {
	if old := m.state.Swap(mutexUnlocked); old != mutexLocked {
		mutexWake(&m.state, old, Shared)
	}
}
