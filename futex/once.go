package futex

import (
	"time"

	"rawthread/internal/word"
)

// A Once lets one thread do something, and all others wait until it is done. 4
// bytes; the zero value is ready. It must not be copied after first use.
//
//	if once.Begin() {
//		... // nobody else comes here
//		once.Done()
//	}
//	... // it is done
//
// On goroutines [Once.Do] is shorter.
type Once struct{ state word.Uint32 }

// States of a Once.
//
//	        Begin: true          Done
//	onceNew ───────────▶ running ──────────────────▶ onceDone
//	                        │ Begin, to sleep           ▲
//	                        ▼                           │
//	                     awaited ───────────────────────┘
//	                              Done, wakes all
//
// Order: Done's Swap is a release, and every Begin that returns false has read
// onceDone by an acquire: it sees what was done.
const (
	onceNew     = 0
	onceRunning = 1
	onceAwaited = 2 // running, and somebody may sleep
	onceDone    = 3
)

// Begin returns true to the one caller that is to do it, and must then call
// Done. To all others it returns false, when it is done. Goroutines and raw
// threads.
func (o *Once) Begin() bool {
	if o.state.Load() == onceDone {
		return false
	}
	mine, err := onceBegin(&o.state, Private, Monotonic, Forever)
	must(err)
	return mine
}

// BeginTimeout is [Once.Begin] that waits for at most d, by CLOCK_MONOTONIC;
// then it returns false and [ErrTimeout]: it is not done. Goroutines and raw
// threads.
func (o *Once) BeginTimeout(d time.Duration) (bool, error) {
	return onceBegin(&o.state, Private, Monotonic, Deadline(d))
}

// BeginUntil is [Once.Begin] that waits until the clock c shows deadline; then
// it returns false and [ErrTimeout]. Goroutines and raw threads.
func (o *Once) BeginUntil(c Clock, deadline int64) (bool, error) {
	return onceBegin(&o.state, Private, c, deadline)
}

// Done says that it is done, and wakes who waits. It panics unless a Begin
// returned true before. Goroutines and raw threads.
func (o *Once) Done() { onceFinish(&o.state, Private) }

// IsDone says whether it is done. Goroutines and raw threads.
func (o *Once) IsDone() bool { return o.state.Load() == onceDone }

// Do calls f if it is the first call of Do, and returns when it is done; also
// if f panics, as of sync.Once. Goroutines: a raw thread can't call a func value
// that the check of its body does not know, nor defer; it uses Begin and Done.
func (o *Once) Do(f func()) {
	if o.Begin() {
		defer o.Done()
		f()
	}
}

func onceBegin(w *word.Uint32, s Scope, c Clock, deadline int64) (bool, error) {
	for {
		switch v := w.Load(); v {
		case onceDone:
			return false, nil
		case onceNew:
			if w.CompareAndSwap(onceNew, onceRunning) {
				return true, nil
			}
		case onceRunning:
			if spinWhile(w, onceRunning) == onceRunning {
				w.CompareAndSwap(onceRunning, onceAwaited)
			}
		default:
			if err := s.await(w, onceAwaited, c, deadline); err != nil {
				return false, err
			}
		}
	}
}

func onceFinish(w *word.Uint32, s Scope) {
	if v := w.Load(); v == onceNew || v == onceDone {
		panic("futex: Done of a Once without a Begin that returned true")
	}
	if w.Swap(onceDone) == onceAwaited {
		s.rouse(w, all)
	}
}
