package futex

import (
	"time"

	"rawthread/internal/word"
)

// An AutoEvent is set or not, and one can wait until it is: one Wait takes it,
// and it is not set any more (an auto-reset event). Sets that nobody has taken
// yet count as one. 4 bytes; the zero value is not set. It must not be copied
// after first use. A goroutine waits as with [Mutex].
type AutoEvent struct{ state word.Uint32 }

// States of an AutoEvent: those of a [Mutex] that begins locked, where Set
// unlocks (also what is unlocked), and Wait locks.
//
//	            Set                    Wait, to sleep
//	autoUnset ──────────▶ autoSet     autoUnset ─────▶ autoAwaited
//	          ◀──────────             autoAwaited ── Set, wakes 1 ──▶ autoSet
//	            Wait                  autoSet ── Wait by one that slept ──▶ autoAwaited
//
// autoAwaited is in the word whenever somebody sleeps, or somebody that was
// woken is on its way to store it, as with a Mutex's contended.
//
// Order: Set's Swap releases, even where it finds the event set, and the Wait
// that takes it acquires.
const (
	autoUnset   = 0
	autoSet     = 1
	autoAwaited = 2 // not set, and somebody may sleep
)

// Set sets the event: one of those who wait returns, or the next to come.
// Goroutines and raw threads.
func (e *AutoEvent) Set() { autoRaise(&e.state, Private) }

// Reset takes the event, if it is set, and says whether it was: a Wait that
// does not wait. Goroutines and raw threads.
func (e *AutoEvent) Reset() bool { return e.state.CompareAndSwap(autoSet, autoUnset) }

// IsSet says whether the event is set. Goroutines and raw threads.
func (e *AutoEvent) IsSet() bool { return e.state.Load() == autoSet }

// Wait takes the event, and waits until it is set if need be. Goroutines and
// raw threads.
func (e *AutoEvent) Wait() { must(autoWait(&e.state, Private, Monotonic, Forever)) }

// WaitTimeout is [AutoEvent.Wait] for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (e *AutoEvent) WaitTimeout(d time.Duration) error {
	return autoWait(&e.state, Private, Monotonic, Deadline(d))
}

// WaitUntil is [AutoEvent.Wait] until the clock c shows deadline; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (e *AutoEvent) WaitUntil(c Clock, deadline int64) error {
	return autoWait(&e.state, Private, c, deadline)
}

func autoRaise(w *word.Uint32, s Scope) {
	if w.Swap(autoSet) == autoAwaited {
		s.rouse(w, 1)
	}
}

func autoWait(w *word.Uint32, s Scope, c Clock, deadline int64) error {
	spinWhile(w, autoUnset)
	if w.CompareAndSwap(autoSet, autoUnset) {
		return nil
	}
	for w.Swap(autoAwaited) != autoSet {
		if err := s.await(w, autoAwaited, c, deadline); err != nil {
			return err
		}
	}
	return nil
}
