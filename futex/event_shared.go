package futex

import (
	"time"

	"rawthread/internal/word"
)

// A SharedEvent is an [Event] in memory that several processes map. The zero value
// is not set.
type SharedEvent struct{ state word.Uint32 }

// Set is [Event.Set]. Goroutines and raw threads.
func (e *SharedEvent) Set() { eventRaise(&e.state, Shared) }

// Reset is [Event.Reset]. Goroutines and raw threads.
func (e *SharedEvent) Reset() bool { return eventReset(&e.state) }

// IsSet is [Event.IsSet]. Goroutines and raw threads.
func (e *SharedEvent) IsSet() bool { return e.state.Load()&eventSet != 0 }

// Wait is [Event.Wait]. Goroutines and raw threads.
func (e *SharedEvent) Wait() { must(eventWait(&e.state, Shared, Monotonic, Forever)) }

// WaitTimeout is [Event.WaitTimeout]. Goroutines and raw threads.
func (e *SharedEvent) WaitTimeout(d time.Duration) error {
	return eventWait(&e.state, Shared, Monotonic, Deadline(d))
}

// WaitUntil is [Event.WaitUntil]. Goroutines and raw threads.
func (e *SharedEvent) WaitUntil(c Clock, deadline int64) error {
	return eventWait(&e.state, Shared, c, deadline)
}
