package bridge

import "rawthread/internal/word"

// spsc are the indices of a ring with one producer and one consumer. Positions
// count items from the start on, in 31 bits, and wrap around; the slot of a
// position is its remainder by the size, a power of two.
//
//	        head            tail
//	         ▼               ▼
//	┌───┬───┬───┬───┬───┬───┬───┬───┐
//	│   │   │ x │ x │ x │ x │   │   │   head: the consumer's, tail: the producer's
//	└───┴───┴───┴───┴───┴───┴───┴───┘
//
// tail holds twice its position, plus 1 once the ring is closed. The producer
// moves it on by compare-and-swap, and whoever closes sets the bit so: a push
// comes either before the close, and will be popped, or after, and fails.
//
// Order. The producer writes slots and then tail; the consumer that reads that
// tail (an acquire of a release) sees them. The consumer reads slots and then
// writes head; the producer that reads that head writes them anew afterwards.
// seenHead and seenTail are what each last read of the other's index: plain
// words, each used by one side alone, that save most reads of the other's line.
// All operations are sequentially consistent, which the gates need: see gate.
type spsc struct {
	_        [lineSize]byte
	tail     word.Uint32 // 2*position, +1 if closed
	seenHead uint32
	_        [lineSize - 8]byte
	head     word.Uint32 // position
	seenTail uint32
	_        [lineSize - 8]byte
}

const positions = 1<<31 - 1 // mask of a position

// reserve returns the position of at most want free slots, and how many there
// are: 0 if the ring is full, or closed. Producer.
func (r *spsc) reserve(size, want uint32) (at, n uint32) {
	t := r.tail.Load()
	if t&1 != 0 {
		return 0, 0
	}
	at = t >> 1
	free := size - (at-r.seenHead)&positions
	if free < want {
		r.seenHead = r.head.Load()
		free = size - (at-r.seenHead)&positions
	}
	return at, min(free, want)
}

// commit makes n items from at on, which were reserved and written, visible. It
// returns false, and they are not, if the ring was closed. Producer.
func (r *spsc) commit(at, n uint32) bool {
	return r.tail.CompareAndSwap(at<<1, (at+n)<<1)
}

// claim returns the position of at most want items, and how many there are.
// Consumer.
func (r *spsc) claim(want uint32) (at, n uint32) {
	at = r.head.Load()
	have := (r.seenTail - at) & positions
	if have < want {
		r.seenTail = r.tail.Load() >> 1
		have = (r.seenTail - at) & positions
	}
	return at, min(have, want)
}

// release gives n slots from at on, which were claimed and read, back. Consumer.
func (r *spsc) release(at, n uint32) { r.head.Store((at + n) & positions) }

// close lets no more in.
func (r *spsc) close() {
	for t := r.tail.Load(); t&1 == 0 && !r.tail.CompareAndSwap(t, t|1); t = r.tail.Load() {
	}
}

func (r *spsc) closed() bool { return r.tail.Load()&1 != 0 }

// room reports whether a push would find room, or the ring closed. Anybody.
func (r *spsc) room(size uint32) bool {
	t := r.tail.Load()
	return t&1 != 0 || (t>>1-r.head.Load())&positions < size
}

// any reports whether a pop would find an item, or the ring closed and empty.
// Anybody.
func (r *spsc) any() bool {
	t := r.tail.Load()
	return t&1 != 0 || t>>1 != r.head.Load()
}

// drained reports whether the ring is closed and empty: it stays so.
func (r *spsc) drained() bool {
	t := r.tail.Load()
	return t&1 != 0 && t>>1 == r.head.Load()
}

// length returns how many items there were at a moment during the call.
func (r *spsc) length() uint32 {
	for {
		h := r.head.Load()
		n := (r.tail.Load()>>1 - h) & positions
		if r.head.Load() == h {
			return n
		}
	}
}
