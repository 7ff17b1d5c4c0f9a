package futex

import (
	"time"

	"rawthread/internal/word"
)

// An Event is set or not, and one can wait until it is: it stays set until
// Reset (a manual-reset event). 4 bytes; the zero value is not set. It must not
// be copied after first use. A goroutine waits as with [Mutex].
type Event struct{ state word.Uint32 }

// The word of an Event is
//
//	bits 31..2            bit 1           bit 0
//	how often it was set  eventAwaited    eventSet
//
//	n, not set ── Set, wakes all if awaited ──▶ n+1, set
//	    ▲                                          │
//	    └────────────────── Reset ─────────────────┘ (n+1, not set)
//
// A waiter is through if the event is set, or was set since the waiter came,
// which the count tells: a Reset right after a Set makes nobody miss it. A
// waiter that sleeps through exactly 2^30 Sets waits for the next one.
//
// Order: Set is a read-modify-write even if the event is set already: it
// releases what the caller wrote before, and a Reset after it, another
// read-modify-write, acquires that. With a mere load, "reset, then look at the
// queue" could miss what was put there before a Set that found the event set, on
// machines that let loads overtake stores.
const (
	eventSet     = 1
	eventAwaited = 2
	eventCount   = 4
)

// Set sets the event: all who wait return. Goroutines and raw threads.
func (e *Event) Set() { eventRaise(&e.state, Private) }

// Reset makes the event not set, and says whether it was. Goroutines and raw
// threads.
func (e *Event) Reset() bool { return eventReset(&e.state) }

// IsSet says whether the event is set. Goroutines and raw threads.
func (e *Event) IsSet() bool { return e.state.Load()&eventSet != 0 }

// Wait returns when the event is set, or was since the call. Goroutines and raw
// threads.
func (e *Event) Wait() { must(eventWait(&e.state, Private, Monotonic, Forever)) }

// WaitTimeout is [Event.Wait] for at most d, by CLOCK_MONOTONIC; then it returns
// [ErrTimeout]. Goroutines and raw threads.
func (e *Event) WaitTimeout(d time.Duration) error {
	return eventWait(&e.state, Private, Monotonic, Deadline(d))
}

// WaitUntil is [Event.Wait] until the clock c shows deadline; then it returns
// [ErrTimeout]. Goroutines and raw threads.
func (e *Event) WaitUntil(c Clock, deadline int64) error {
	return eventWait(&e.state, Private, c, deadline)
}

func eventRaise(w *word.Uint32, s Scope) {
	for {
		v := w.Load()
		next := v // a write all the same
		if v&eventSet == 0 {
			next = v&^eventAwaited + eventCount | eventSet
		}
		if w.CompareAndSwap(v, next) {
			if v&eventAwaited != 0 {
				s.rouse(w, all)
			}
			return
		}
	}
}

func eventReset(w *word.Uint32) bool {
	for {
		v := w.Load()
		if w.CompareAndSwap(v, v&^eventSet) {
			return v&eventSet != 0
		}
	}
}

func eventWait(w *word.Uint32, s Scope, c Clock, deadline int64) error {
	v := w.Load()
	for count := v / eventCount; v&eventSet == 0 && v/eventCount == count; v = w.Load() {
		if v&eventAwaited == 0 {
			if spinWhile(w, v) == v {
				w.CompareAndSwap(v, v|eventAwaited)
			}
			continue
		}
		if err := s.await(w, v, c, deadline); err != nil {
			if v = w.Load(); v&eventSet != 0 || v/eventCount != count {
				return nil
			}
			return err
		}
	}
	return nil
}
