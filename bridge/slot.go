package bridge

import (
	"rawthread/futex"
	"rawthread/internal/word"
)

// A slot carries one call to a [Server] and its answer. Its word says who may
// touch the slot's bytes, and holds the number of the call (generation):
//
//	       caller            worker           worker             caller
//	Free ─────────▶ Asked ─────────▶ Running ─────────▶ Answered ─────────▶ Free, generation+1
//	                  │ │               │                                     ▲
//	     worker, after│ │caller: too late (deadline)                          │
//	           close  │ └───────┬───────┘                                     │
//	                  │         ▼                       worker                │
//	                  │      Abandoned ───────────────────────────────────────┤
//	                  ▼                                 caller                │
//	               Refused ───────────────────────────────────────────────────┘
//
// All transitions are by compare-and-swap on the whole word, so that each has
// one winner. The bytes are the caller's in Free (the one that took the slot's
// number from the queue of free ones) and Answered, the worker's in Asked,
// Running and Abandoned. An answer that comes too late therefore lands in a slot
// that nobody has yet, and it is the worker that gives the slot back then. The
// request names the generation too: a worker that finds another has a request
// that no longer stands, which no order of the transitions above allows; it
// leaves the slot alone.
//
// waiting is set by the caller before it sleeps on the word. Who makes a
// transition that the caller waits for replaces the whole word, sees the bit in
// what it replaced, and wakes.
//
// Order: the bytes of the request are written before Asked and the queue's
// commit, and read after its claim; those of the answer before Answered and
// after it was loaded. Sequentially consistent atomics order both.
type slot struct {
	word    word.Uint32
	fn      uint32
	in, out uint32 // lengths, of calls with bytes
	_       [lineSize - 16]byte
}

const (
	slotFree = iota
	slotAsked
	slotRunning
	slotAnswered
	slotRefused
	slotAbandoned

	slotState      = 7
	slotWaiting    = 8
	slotGeneration = 16 // and its multiples
)

// ask makes the caller's request visible, and returns its generation.
func (s *slot) ask() (generation uint32) {
	g := s.word.Load() &^ (slotGeneration - 1)
	s.word.Store(g | slotAsked)
	return g
}

// run takes a request for a worker. If it does not stand any more, then false,
// and whether the slot is to be given back.
func (s *slot) run(generation uint32, refuse bool) (ok, giveBack bool) {
	next := uint32(slotRunning)
	if refuse {
		next = slotRefused
	}
	for {
		v := s.word.Load()
		if v&^(slotGeneration-1) != generation {
			return false, false
		}
		if v&slotState == slotAbandoned {
			return false, true
		}
		if refuse {
			if s.word.CompareAndSwap(v, generation|next) {
				s.wake(v)
				return false, false
			}
		} else if s.word.CompareAndSwap(v, v&^slotState|next) {
			return true, false
		}
	}
}

// answer hands the slot to the caller, or reports that it is to be given back.
func (s *slot) answer() (giveBack bool) {
	for {
		v := s.word.Load()
		if v&slotState == slotAbandoned {
			return true
		}
		if s.word.CompareAndSwap(v, v&^(slotGeneration-1)|slotAnswered) {
			s.wake(v)
			return false
		}
	}
}

func (s *slot) wake(v uint32) {
	if v&slotWaiting != 0 {
		futex.Wake(word.Addr(&s.word), 1)
	}
}

// wait waits for the answer. With an error other than ErrTimeout, and with none,
// the slot is the caller's again.
func (s *slot) wait(deadline int64) error {
	for {
		v := s.word.Load()
		switch v & slotState {
		case slotAnswered:
			return nil
		case slotRefused:
			return ErrClosed
		}
		if v&slotWaiting == 0 {
			s.word.CompareAndSwap(v, v|slotWaiting)
			continue
		}
		var err error
		if deadline == Forever {
			err = futex.Wait(word.Addr(&s.word), v)
		} else {
			err = futex.Private.WaitUntil(word.Addr(&s.word), v, futex.Monotonic, max(deadline, 0))
		}
		if err == futex.ErrTimeout && s.word.CompareAndSwap(v, v&^(slotState|slotWaiting)|slotAbandoned) {
			return ErrTimeout
		}
	}
}

// free ends the slot's call.
func (s *slot) free() {
	s.word.Store(s.word.Load()&^(slotGeneration-1) + slotGeneration)
}
