package futex

import (
	"time"

	"rawthread/internal/word"
)

// A SharedBarrier is a [Barrier] in memory that several processes map. The zero
// value is ready.
type SharedBarrier struct{ state word.Uint32 }

// Wait is [Barrier.Wait]. Goroutines and raw threads.
func (b *SharedBarrier) Wait(parties int) (serial bool) {
	serial, err := barrierWait(&b.state, parties, Shared, Monotonic, Forever)
	must(err)
	return serial
}

// WaitTimeout is [Barrier.WaitTimeout]. Goroutines and raw threads.
func (b *SharedBarrier) WaitTimeout(parties int, d time.Duration) (serial bool, err error) {
	return barrierWait(&b.state, parties, Shared, Monotonic, Deadline(d))
}

// WaitUntil is [Barrier.WaitUntil]. Goroutines and raw threads.
func (b *SharedBarrier) WaitUntil(parties int, c Clock, deadline int64) (serial bool, err error) {
	return barrierWait(&b.state, parties, Shared, c, deadline)
}
