package futex

import (
	"time"

	"rawthread/internal/word"
)

// A Barrier lets a number of threads wait for each other, again and again. 4
// bytes; the zero value is ready. All pass the same number of parties, at most
// [MaxParties]. It must not be copied after first use, and its memory must not
// be used otherwise before every Wait has returned. A goroutine waits as with
// [Mutex].
type Barrier struct{ state word.Uint32 }

// MaxParties is the largest number of parties of a [Barrier].
const MaxParties = barrierArrived

// The word of a Barrier is the phase, in bits 31..16, and how many arrived in
// it, in bits 15..0.
//
//	phase p, 0 ──▶ p, 1 ──▶ ... ──▶ p, n-1 ──▶ p+1, 0
//	          arrive   ◀── give up        the last: wakes all
//
// The last one ends the phase and sets the count back in one step, so that the
// first of the next phase may arrive before anybody has woken. A waiter is
// through when the phase is not its own. It can't miss 65,536 phases, since each
// of them needs all parties, itself included. One that gives up takes itself
// back in one step too, unless the phase is over.
//
// Order: each arrival is a read-modify-write, so the last one has acquired what
// all did before they arrived, and releases it with the new phase.
const (
	barrierArrived = 1<<16 - 1
	barrierPhase   = 1 << 16
)

// Wait waits until parties threads have called it. One of them, the last, is
// told serial. It panics if parties is not 1 to [MaxParties]. Goroutines and raw
// threads.
func (b *Barrier) Wait(parties int) (serial bool) {
	serial, err := barrierWait(&b.state, parties, Private, Monotonic, Forever)
	must(err)
	return serial
}

// WaitTimeout is [Barrier.Wait] for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrTimeout], and the caller has not arrived. Goroutines and raw
// threads.
func (b *Barrier) WaitTimeout(parties int, d time.Duration) (serial bool, err error) {
	return barrierWait(&b.state, parties, Private, Monotonic, Deadline(d))
}

// WaitUntil is [Barrier.Wait] until the clock c shows deadline; then it returns
// [ErrTimeout], and the caller has not arrived. Goroutines and raw threads.
func (b *Barrier) WaitUntil(parties int, c Clock, deadline int64) (serial bool, err error) {
	return barrierWait(&b.state, parties, Private, c, deadline)
}

func barrierWait(w *word.Uint32, parties int, s Scope, c Clock, deadline int64) (serial bool, err error) {
	if parties < 1 || parties > MaxParties {
		panic("futex: Wait of a Barrier: the number of parties is out of range")
	}
	var v uint32
	for {
		v = w.Load()
		if int(v&barrierArrived)+1 < parties {
			if w.CompareAndSwap(v, v+1) {
				break
			}
		} else if w.CompareAndSwap(v, (v|barrierArrived)+1) {
			s.rouse(w, all)
			return true, nil
		}
	}
	phase := v / barrierPhase
	for v = spinWhile(w, v+1); v/barrierPhase == phase; v = w.Load() {
		err := s.await(w, v, c, deadline)
		for err != nil {
			if v = w.Load(); v/barrierPhase != phase {
				return false, nil
			}
			if w.CompareAndSwap(v, v-1) {
				return false, err
			}
		}
	}
	return false, nil
}
