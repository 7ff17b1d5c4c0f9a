package futex

import (
	"time"

	"rawthread/internal/word"
)

// A Parker makes one thread, its owner, sleep until another gives it a token:
// Unpark before Park is not lost. 4 bytes; the zero value has no token. It must
// not be copied after first use. A goroutine waits as with [Mutex].
type Parker struct{ state word.Uint32 }

// States of a Parker.
//
//	            Unpark                  Park                 Park
//	parkEmpty ──────────▶ parkToken ──────────▶ parkEmpty ──────────▶ parkAsleep
//	    ▲                     ▲                                        │   │
//	    │                     └──────────── Unpark, wakes 1 ───────────┘   │
//	    └─────────────────────────── time is up ───────────────────────────┘
//
// Only the owner takes the token and stores parkAsleep; anybody stores the token.
//
// Order: Unpark's Swap releases, also where there is a token already, and Park
// takes the token by a read-modify-write, which acquires.
const (
	parkEmpty  = 0
	parkToken  = 1
	parkAsleep = 2
)

// Park waits for a token and takes it. The owner only: a goroutine or a raw
// thread.
func (p *Parker) Park() { must(park(&p.state, Private, Monotonic, Forever)) }

// TryPark takes the token if there is one, and says whether there was. The owner
// only.
func (p *Parker) TryPark() bool { return p.state.CompareAndSwap(parkToken, parkEmpty) }

// ParkTimeout is [Parker.Park] for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrTimeout]. The owner only.
func (p *Parker) ParkTimeout(d time.Duration) error {
	return park(&p.state, Private, Monotonic, Deadline(d))
}

// ParkUntil is [Parker.Park] until the clock c shows deadline; then it returns
// [ErrTimeout]. The owner only.
func (p *Parker) ParkUntil(c Clock, deadline int64) error {
	return park(&p.state, Private, c, deadline)
}

// Unpark gives the owner a token, if it has none, and wakes it. Goroutines and
// raw threads.
func (p *Parker) Unpark() { unpark(&p.state, Private) }

func park(w *word.Uint32, s Scope, c Clock, deadline int64) error {
	spinWhile(w, parkEmpty)
	for !w.CompareAndSwap(parkToken, parkEmpty) {
		if w.Load() == parkEmpty && !w.CompareAndSwap(parkEmpty, parkAsleep) {
			continue
		}
		if err := s.await(w, parkAsleep, c, deadline); err != nil {
			if w.Swap(parkEmpty) == parkToken {
				return nil
			}
			return err
		}
	}
	return nil
}

func unpark(w *word.Uint32, s Scope) {
	if w.Swap(parkToken) == parkAsleep {
		s.rouse(w, 1)
	}
}
