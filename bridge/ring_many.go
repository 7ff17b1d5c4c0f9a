package bridge

import "rawthread/internal/word"

// many are the indices of a ring with any number of producers and consumers,
// after Dmitry Vyukov's bounded queue. Each slot has a sequence word:
//
//	           claimed by a producer        claimed by a consumer
//	position p ──(written)──▶ p+1: an item ──(read)──▶ p+size: free for p+size
//
// A producer at position p looks for slots that say p, p+1, ..., takes them by
// moving tail on, writes them and lets each say its position + 1. A consumer
// looks for those, takes them by moving head on, reads them, and lets them say
// the position at which they are free again. Between its claim and that store a
// slot is one thread's alone: nobody else changes a word that says p before tail
// (or head) is at p, and only who moved it past p has it.
//
// tail holds twice its position, plus 1 once the ring is closed: no claim
// succeeds after a close, and the ring is drained when head has come to tail.
// With 63 and 64 bits, positions never come back.
//
// Order. The store to a slot's sequence word is a release, the load that finds
// it an acquire: that is what orders the accesses to the slot. head and tail
// order nothing but claims. All are sequentially consistent, for the gates.
//
// A thread that stands still between claim and store holds up those that come
// to the same slot: they find the ring empty, or full, whatever its length is,
// and sleep; its store is followed by a wake.
type many struct {
	_    [lineSize]byte
	tail word.Uint64 // 2*position, +1 if closed
	_    [lineSize - 8]byte
	head word.Uint64 // position
	_    [lineSize - 8]byte
}

// sequences are the slots' sequence words. Their number is the ring's size, at
// least 2: with one slot, "item" and "free again" would be the same number.
type sequences []sequence

type sequence = word.Uint64

func (s sequences) of(position uint64) *sequence { return &s[position&uint64(len(s)-1)] }

func (s sequences) start() {
	for i := range s {
		s[i].Store(uint64(i))
	}
}

// reserve takes at most want free slots, and returns the first one's position
// and how many they are: 0 if the ring is full, or closed.
func (r *many) reserve(s sequences, want uint64) (at, n uint64) {
	for {
		t := r.tail.Load()
		if t&1 != 0 {
			return 0, 0
		}
		at, n = t>>1, 0
		for n < want && n < uint64(len(s)) && s.of(at+n).Load() == at+n {
			n++
		}
		if n == 0 {
			if r.tail.Load() == t {
				return 0, 0
			}
		} else if r.tail.CompareAndSwap(t, (at+n)<<1) {
			return at, n
		}
	}
}

// commit makes n slots from at on items.
func (r *many) commit(s sequences, at, n uint64) {
	for p := at; p != at+n; p++ {
		s.of(p).Store(p + 1)
	}
}

// claim takes at most want items.
func (r *many) claim(s sequences, want uint64) (at, n uint64) {
	for {
		at, n = r.head.Load(), 0
		for n < want && n < uint64(len(s)) && s.of(at+n).Load() == at+n+1 {
			n++
		}
		if n == 0 {
			if r.head.Load() == at {
				return 0, 0
			}
		} else if r.head.CompareAndSwap(at, at+n) {
			return at, n
		}
	}
}

// release makes n slots from at on free.
func (r *many) release(s sequences, at, n uint64) {
	for p := at; p != at+n; p++ {
		s.of(p).Store(p + uint64(len(s)))
	}
}

// close lets no more in.
func (r *many) close() {
	for t := r.tail.Load(); t&1 == 0 && !r.tail.CompareAndSwap(t, t|1); t = r.tail.Load() {
	}
}

func (r *many) closed() bool { return r.tail.Load()&1 != 0 }

// room reports whether a push would find room, or the ring closed.
func (r *many) room(s sequences) bool {
	for {
		t := r.tail.Load()
		if t&1 != 0 || s.of(t>>1).Load() == t>>1 {
			return true
		}
		if r.tail.Load() == t {
			return false
		}
	}
}

// any reports whether a pop would find an item, or the ring drained.
func (r *many) any(s sequences) bool {
	for {
		h := r.head.Load()
		if s.of(h).Load() == h+1 || r.drained() {
			return true
		}
		if r.head.Load() == h {
			return false
		}
	}
}

// drained reports whether the ring is closed and all its items are taken: it
// stays so.
func (r *many) drained() bool {
	t := r.tail.Load()
	return t&1 != 0 && t>>1 == r.head.Load()
}

// length returns how many slots were claimed and not taken at a moment during
// the call.
func (r *many) length() uint64 {
	for {
		h := r.head.Load()
		n := r.tail.Load()>>1 - h
		if r.head.Load() == h {
			return n
		}
	}
}
