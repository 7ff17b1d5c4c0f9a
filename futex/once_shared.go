package futex

import (
	"time"

	"rawthread/internal/word"
)

// A SharedOnce is a [Once] in memory that several processes map: for what one of
// them is to set up. The zero value is ready. If the process dies that is doing
// it, the others wait for ever, or until their time is up.
type SharedOnce struct{ state word.Uint32 }

// Begin is [Once.Begin]. Goroutines and raw threads.
func (o *SharedOnce) Begin() bool {
	if o.state.Load() == onceDone {
		return false
	}
	mine, err := onceBegin(&o.state, Shared, Monotonic, Forever)
	must(err)
	return mine
}

// BeginTimeout is [Once.BeginTimeout]. Goroutines and raw threads.
func (o *SharedOnce) BeginTimeout(d time.Duration) (bool, error) {
	return onceBegin(&o.state, Shared, Monotonic, Deadline(d))
}

// BeginUntil is [Once.BeginUntil]. Goroutines and raw threads.
func (o *SharedOnce) BeginUntil(c Clock, deadline int64) (bool, error) {
	return onceBegin(&o.state, Shared, c, deadline)
}

// Done is [Once.Done]. Goroutines and raw threads.
func (o *SharedOnce) Done() { onceFinish(&o.state, Shared) }

// IsDone is [Once.IsDone]. Goroutines and raw threads.
func (o *SharedOnce) IsDone() bool { return o.state.Load() == onceDone }
