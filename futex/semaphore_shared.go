package futex

import (
	"time"
)

// A SharedSemaphore is a [Semaphore] in memory that several processes map. The
// zero value counts 0.
type SharedSemaphore struct{ sem semWords }

// Acquire is [Semaphore.Acquire]. Goroutines and raw threads.
func (m *SharedSemaphore) Acquire() {
	if !m.sem.try() {
		must(m.sem.acquire(Shared, Monotonic, Forever))
	}
}

// TryAcquire is [Semaphore.TryAcquire]. Goroutines and raw threads.
func (m *SharedSemaphore) TryAcquire() bool { return m.sem.try() }

// AcquireTimeout is [Semaphore.AcquireTimeout]. Goroutines and raw threads.
func (m *SharedSemaphore) AcquireTimeout(d time.Duration) error {
	if m.sem.try() {
		return nil
	}
	return m.sem.acquire(Shared, Monotonic, Deadline(d))
}

// AcquireUntil is [Semaphore.AcquireUntil]. Goroutines and raw threads.
func (m *SharedSemaphore) AcquireUntil(c Clock, deadline int64) error {
	if m.sem.try() {
		return nil
	}
	return m.sem.acquire(Shared, c, deadline)
}

// Release is [Semaphore.Release]. Goroutines and raw threads.
func (m *SharedSemaphore) Release(n int) { m.sem.release(n, Shared) }

// Value is [Semaphore.Value]. Goroutines and raw threads.
func (m *SharedSemaphore) Value() int { return int(m.sem.value.Load()) }
