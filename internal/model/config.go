package model

import "fmt"

// A Config bounds an exploration. The zero value has no bound but the threads
// and operations of the model itself.
type Config struct {
	// Spurious is how many times in one execution a sleeping thread may wake
	// without a cause, and Signals how many times a sleep may end with EINTR.
	Spurious, Signals int

	// Timeouts, if not 0, is how many waits may time out in one execution: a
	// loop of timed waits has no end else.
	Timeouts int

	// Preemptions, if not 0, is how many times a thread that could go on may
	// lose its turn: -1 is never. 0 is no bound.
	Preemptions int

	// Buffers says which stores other threads see late.
	Buffers Buffers

	// Races says that what looks like a race on plain memory is to be ignored.
	NoRaces bool

	// MaxSteps is how long an execution may get before it counts as endless: 0
	// is 10,000.
	MaxSteps int

	// MaxStates ends the exploration with a failure when it gets too large: 0
	// is 2 million.
	MaxStates int
}

// Buffers says which stores go through a store buffer.
type Buffers int

const (
	// BufferPlain: those that are marked plain, each word on its own (as on
	// arm64 and ppc64, the order between words is lost). Sequentially
	// consistent accesses and system calls empty the buffer first.
	BufferPlain Buffers = iota
	// BufferStores: every Store is as a release store only: first in, first
	// out, as x86's plain MOV or arm64's STLR with LDAPR. It shows which
	// protocols need more.
	BufferStores
)

// A Result is what an exploration saw.
type Result struct {
	States        int     // different ones
	Steps         int     // transitions between them
	Executions    int     // runs from the start
	Interleavings float64 // whole ones, counted over the graph of states
	Deepest       int     // steps of the longest
	Unlike        int     // repetitions that came to another state, by dead parts of a stack
	Failure       *Failure
}

func (c *Config) bounds() string {
	s := fmt.Sprintf("%d spurious, %d EINTR", c.Spurious, c.Signals)
	if c.Timeouts != 0 {
		s += fmt.Sprintf(", %d timeouts", c.Timeouts)
	}
	if c.Preemptions != 0 {
		s += fmt.Sprintf(", at most %d preemptions", max(0, c.Preemptions))
	}
	if c.Buffers == BufferStores {
		s += ", store buffers"
	}
	return s
}
