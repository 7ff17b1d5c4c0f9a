package futex

import (
	"time"
)

// A SharedCond is a [Cond] in memory that several processes map, used with a
// [SharedMutex]. The zero value is ready.
type SharedCond struct{ c condWords }

// Wait is [Cond.Wait]. Goroutines and raw threads.
func (c *SharedCond) Wait(m *SharedMutex) { must(c.c.wait(&m.state, Shared, Monotonic, Forever)) }

// WaitTimeout is [Cond.WaitTimeout]. Goroutines and raw threads.
func (c *SharedCond) WaitTimeout(m *SharedMutex, d time.Duration) error {
	return c.c.wait(&m.state, Shared, Monotonic, Deadline(d))
}

// WaitUntil is [Cond.WaitUntil]. Goroutines and raw threads.
func (c *SharedCond) WaitUntil(m *SharedMutex, clock Clock, deadline int64) error {
	return c.c.wait(&m.state, Shared, clock, deadline)
}

// Signal is [Cond.Signal]. Goroutines and raw threads.
func (c *SharedCond) Signal() { c.c.wake(1, Shared) }

// Broadcast is [Cond.Broadcast]. Goroutines and raw threads.
func (c *SharedCond) Broadcast() { c.c.wake(all, Shared) }
