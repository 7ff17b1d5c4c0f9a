package futex

import (
	"time"

	"rawthread/internal/word"
)

// A WaitGroup counts work that is under way, and lets others wait until there is
// none. 4 bytes; the zero value counts none. It must not be copied after first
// use. It can be used again at once: a Wait that was there when the count came
// to 0 returns, whatever is added then.
type WaitGroup struct{ state word.Uint32 }

// The word of a WaitGroup is
//
//	bits 31..25         bit 24       bits 23..0
//	round: how often    wgAwaited    count
//	it came to 0
//
//	round r, count 2 ── Done ──▶ r, 1 ── Done, wakes all if awaited ──▶ r+1, 0
//	        ▲  Add                                    Add(n): r+1, n ◀────┘
//
// All is in one word, so the last Done ends the round and takes out the flag in
// one step, and a waiter can tell that its round is over though the count is not
// 0 any more. A waiter that sleeps through exactly 128 rounds waits for the end
// of the next one. The kernel compares the whole word: an Add in between makes a
// waiter look again, and those that sleep already it does not disturb.
//
// Order: each change is a read-modify-write, so whoever sees the round's end has
// acquired what was done before every Done of it.
const (
	wgCount   = 1<<24 - 1
	wgAwaited = 1 << 24
	wgRound   = 1 << 25
)

// MaxWaitGroup is the largest count of a [WaitGroup].
const MaxWaitGroup = wgCount

// Add adds n, which may be negative, to the count. When the count comes to 0,
// all who wait return. It panics if the count would be negative or more than
// [MaxWaitGroup]. As with sync.WaitGroup, work is added before somebody waits
// for it. Goroutines and raw threads.
func (wg *WaitGroup) Add(n int) { wgAdd(&wg.state, n, Private) }

// Done is Add(-1). Goroutines and raw threads.
func (wg *WaitGroup) Done() { wgAdd(&wg.state, -1, Private) }

// Wait returns when the count is 0, or was since the call. Goroutines and raw
// threads.
func (wg *WaitGroup) Wait() { must(wgWait(&wg.state, Private, Monotonic, Forever)) }

// TryWait says whether the count is 0. Goroutines and raw threads.
func (wg *WaitGroup) TryWait() bool { return wg.state.Load()&wgCount == 0 }

// WaitTimeout is [WaitGroup.Wait] for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (wg *WaitGroup) WaitTimeout(d time.Duration) error {
	return wgWait(&wg.state, Private, Monotonic, Deadline(d))
}

// WaitUntil is [WaitGroup.Wait] until the clock c shows deadline; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (wg *WaitGroup) WaitUntil(c Clock, deadline int64) error {
	return wgWait(&wg.state, Private, c, deadline)
}

func wgAdd(w *word.Uint32, n int, s Scope) {
	if n > wgCount || n < -wgCount {
		panic("futex: WaitGroup: the count is out of range")
	}
	for {
		v := w.Load()
		count := int(v&wgCount) + n
		if count < 0 {
			panic("futex: WaitGroup: the count is negative")
		}
		if count > wgCount {
			panic("futex: WaitGroup: the count is out of range")
		}
		next := v&^wgCount | uint32(count)
		if count == 0 && n != 0 {
			next = next&^wgAwaited + wgRound
		}
		if w.CompareAndSwap(v, next) {
			if count == 0 && v&wgAwaited != 0 {
				s.rouse(w, all)
			}
			return
		}
	}
}

func wgWait(w *word.Uint32, s Scope, c Clock, deadline int64) error {
	v := w.Load()
	if v&wgCount != 0 {
		v = spinWhile(w, v)
	}
	for round := v / wgRound; v&wgCount != 0 && v/wgRound == round; v = w.Load() {
		if v&wgAwaited == 0 {
			w.CompareAndSwap(v, v|wgAwaited)
			continue
		}
		if err := s.await(w, v, c, deadline); err != nil {
			if v = w.Load(); v&wgCount == 0 || v/wgRound != round {
				return nil
			}
			return err
		}
	}
	return nil
}
