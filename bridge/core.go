package bridge

import (
	"rawthread/futex"
)

// A Kind says how many threads may be at each end of a queue at once. Threads
// are raw threads and goroutines alike.
type Kind uint8

const (
	// SPSC: a single producer and a single consumer: the fastest. Others
	// may take their place if something orders them, as Join does.
	SPSC Kind = iota
	// MPMC: any number of producers and consumers. Items of one producer
	// come in its order.
	MPMC
)

// A side is what a thread at a queue waits for.
type side uint8

const (
	space side = iota
	items
)

// control are a ring's words that threads share: pointer-free, so that they can
// be anywhere. Of spsc and many one is used.
type control struct {
	one   spsc
	any   many
	gates [2]gate
	_     [lineSize]byte
}

// A core is a queue without its items. It is the part that needs care, and no
// generic code.
type core struct {
	kind  Kind
	scope futex.Scope
	size  uint32 // in items, a power of two
	seqs  sequences
	*control
	stiles [2]turnstile // of the gates, for goroutines
}

// start makes the words those of an empty ring. Zero words are, for SPSC.
func (c *core) start() { c.seqs.start() }

// mask is of the slot of a position.
func (c *core) mask() uint64 { return uint64(c.size - 1) }

// reserve, commit, claim and release: see spsc and many.
func (c *core) reserve(want int) (at uint64, n int) {
	if c.kind == SPSC {
		a, k := c.one.reserve(c.size, uint32(min(want, int(c.size))))
		return uint64(a), int(k)
	}
	a, k := c.any.reserve(c.seqs, uint64(want))
	return a, int(k)
}

func (c *core) commit(at uint64, n int) bool {
	if c.kind == SPSC {
		if !c.one.commit(uint32(at), uint32(n)) {
			return false
		}
	} else {
		c.any.commit(c.seqs, at, uint64(n))
	}
	c.changed(items, n)
	return true
}

func (c *core) claim(want int) (at uint64, n int) {
	if c.kind == SPSC {
		a, k := c.one.claim(uint32(min(want, int(c.size))))
		return uint64(a), int(k)
	}
	a, k := c.any.claim(c.seqs, uint64(want))
	return a, int(k)
}

func (c *core) release(at uint64, n int) {
	if c.kind == SPSC {
		c.one.release(uint32(at), uint32(n))
	} else {
		c.any.release(c.seqs, at, uint64(n))
	}
	c.changed(space, n)
}

// close lets no more in, and wakes all who wait.
func (c *core) close() {
	if c.kind == SPSC {
		c.one.close()
	} else {
		c.any.close()
	}
	c.changed(space, 1<<30)
	c.changed(items, 1<<30)
}

// free closes the eventfds, after close: goroutines that come later get
// ErrClosed, and whoever pushes and pops does no harm. Goroutines only.
func (c *core) free() {
	for s := range c.stiles {
		c.stiles[s].close(&c.gates[s])
	}
}

func (c *core) closed() bool {
	if c.kind == SPSC {
		return c.one.closed()
	}
	return c.any.closed()
}

func (c *core) drained() bool {
	if c.kind == SPSC {
		return c.one.drained()
	}
	return c.any.drained()
}

// ready reports whether a thread that waits need not wait longer.
func (c *core) ready(s side) bool {
	switch {
	case c.kind == SPSC && s == space:
		return c.one.room(c.size)
	case c.kind == SPSC:
		return c.one.any()
	case s == space:
		return c.any.room(c.seqs)
	}
	return c.any.any(c.seqs)
}

func (c *core) length() int {
	if c.kind == SPSC {
		return int(c.one.length())
	}
	return int(c.any.length())
}

// changed wakes those who wait for n things of a side that the ring now has.
func (c *core) changed(s side, n int) {
	g := &c.gates[s]
	if g.sleepers.Load() != 0 && g.wake(c.scope, n) {
		if g.beginSignal() {
			c.stiles[s].signal()
		}
		g.endSignal()
	}
}

// passOn is for a thread that waited, when it has got what it can: see gate.
func (c *core) passOn(s side) {
	if c.ready(s) {
		c.changed(s, 1)
	}
}

// cannotPush says why nothing could be reserved, cannotPop why nothing claimed.
func (c *core) cannotPush() error {
	if c.closed() {
		return ErrClosed
	}
	return ErrFull
}

func (c *core) cannotPop() error {
	if c.drained() {
		return ErrClosed
	}
	return ErrEmpty
}
