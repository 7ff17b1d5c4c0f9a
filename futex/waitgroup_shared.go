package futex

import (
	"time"

	"rawthread/internal/word"
)

// A SharedWaitGroup is a [WaitGroup] in memory that several processes map. The
// zero value counts none.
type SharedWaitGroup struct{ state word.Uint32 }

// Add is [WaitGroup.Add]. Goroutines and raw threads.
func (wg *SharedWaitGroup) Add(n int) { wgAdd(&wg.state, n, Shared) }

// Done is [WaitGroup.Done]. Goroutines and raw threads.
func (wg *SharedWaitGroup) Done() { wgAdd(&wg.state, -1, Shared) }

// Wait is [WaitGroup.Wait]. Goroutines and raw threads.
func (wg *SharedWaitGroup) Wait() { must(wgWait(&wg.state, Shared, Monotonic, Forever)) }

// TryWait is [WaitGroup.TryWait]. Goroutines and raw threads.
func (wg *SharedWaitGroup) TryWait() bool { return wg.state.Load()&wgCount == 0 }

// WaitTimeout is [WaitGroup.WaitTimeout]. Goroutines and raw threads.
func (wg *SharedWaitGroup) WaitTimeout(d time.Duration) error {
	return wgWait(&wg.state, Shared, Monotonic, Deadline(d))
}

// WaitUntil is [WaitGroup.WaitUntil]. Goroutines and raw threads.
func (wg *SharedWaitGroup) WaitUntil(c Clock, deadline int64) error {
	return wgWait(&wg.state, Shared, c, deadline)
}
