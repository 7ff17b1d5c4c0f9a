package futex

import (
	"time"

	"rawthread/internal/word"
)

// A SharedPIMutex is a [PIMutex] in memory that several processes map: the priority
// goes to the owner in whatever process it is. The zero value is unlocked.
type SharedPIMutex struct{ state word.Uint32 }

// Lock is [PIMutex.Lock]. Goroutines and raw threads.
func (m *SharedPIMutex) Lock() error { return piLock(&m.state, Shared, Monotonic, Forever) }

// TryLock is [PIMutex.TryLock]. Goroutines and raw threads.
func (m *SharedPIMutex) TryLock() error { return piTryLock(&m.state, Shared) }

// LockTimeout is [PIMutex.LockTimeout]. Goroutines and raw threads.
func (m *SharedPIMutex) LockTimeout(d time.Duration) error {
	return piLock(&m.state, Shared, Monotonic, Deadline(d))
}

// LockUntil is [PIMutex.LockUntil]. Goroutines and raw threads.
func (m *SharedPIMutex) LockUntil(c Clock, deadline int64) error {
	return piLock(&m.state, Shared, c, deadline)
}

// Unlock is [PIMutex.Unlock]. Goroutines and raw threads.
func (m *SharedPIMutex) Unlock() { piUnlock(&m.state, Shared) }
