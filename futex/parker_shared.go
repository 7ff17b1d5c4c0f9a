package futex

import (
	"time"

	"rawthread/internal/word"
)

// A SharedParker is a [Parker] in memory that several processes map. The zero value
// has no token.
type SharedParker struct{ state word.Uint32 }

// Park is [Parker.Park]. The owner only.
func (p *SharedParker) Park() { must(park(&p.state, Shared, Monotonic, Forever)) }

// TryPark is [Parker.TryPark]. The owner only.
func (p *SharedParker) TryPark() bool { return p.state.CompareAndSwap(parkToken, parkEmpty) }

// ParkTimeout is [Parker.ParkTimeout]. The owner only.
func (p *SharedParker) ParkTimeout(d time.Duration) error {
	return park(&p.state, Shared, Monotonic, Deadline(d))
}

// ParkUntil is [Parker.ParkUntil]. The owner only.
func (p *SharedParker) ParkUntil(c Clock, deadline int64) error {
	return park(&p.state, Shared, c, deadline)
}

// Unpark is [Parker.Unpark]. Goroutines and raw threads.
func (p *SharedParker) Unpark() { unpark(&p.state, Shared) }
