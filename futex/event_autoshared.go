package futex

import (
	"time"

	"rawthread/internal/word"
)

// A SharedAutoEvent is an [AutoEvent] in memory that several processes map. The
// zero value is not set.
type SharedAutoEvent struct{ state word.Uint32 }

// Set is [AutoEvent.Set]. Goroutines and raw threads.
func (e *SharedAutoEvent) Set() { autoRaise(&e.state, Shared) }

// Reset is [AutoEvent.Reset]. Goroutines and raw threads.
func (e *SharedAutoEvent) Reset() bool { return e.state.CompareAndSwap(autoSet, autoUnset) }

// IsSet is [AutoEvent.IsSet]. Goroutines and raw threads.
func (e *SharedAutoEvent) IsSet() bool { return e.state.Load() == autoSet }

// Wait is [AutoEvent.Wait]. Goroutines and raw threads.
func (e *SharedAutoEvent) Wait() { must(autoWait(&e.state, Shared, Monotonic, Forever)) }

// WaitTimeout is [AutoEvent.WaitTimeout]. Goroutines and raw threads.
func (e *SharedAutoEvent) WaitTimeout(d time.Duration) error {
	return autoWait(&e.state, Shared, Monotonic, Deadline(d))
}

// WaitUntil is [AutoEvent.WaitUntil]. Goroutines and raw threads.
func (e *SharedAutoEvent) WaitUntil(c Clock, deadline int64) error {
	return autoWait(&e.state, Shared, c, deadline)
}
