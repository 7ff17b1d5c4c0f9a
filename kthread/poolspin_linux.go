package kthread

import (
	"rawthread/futex"
	"rawthread/internal/word"
)

// A spinner says whether a waiter looks at a word before it sleeps, by what came
// of it before: it has a credit, which a look that succeeds raises by one and one that is in
// vain lowers by eight. Without credit all but one wait in 32 sleep at once. So threads
// that give each other work all the time do so in a fraction of a microsecond; those
// that wait for long bodies, or on a machine that has no CPU to spare, sleep.
//
// Measured, a round trip on two CPUs, each policy in turn (BenchmarkPool/Task):
//
//	                        both CPUs free    others want one
//	this                    0.2 to 0.8 µs     2 to 7 µs
//	never look              5 to 30 µs        4 to 7 µs       a sleeping CPU is slow to wake
//	always, 400 looks       0.1 to 0.5 µs     25 to 30 µs     keeps the CPU from the other thread
//	always, 100 looks       0.2 to 6 µs       8 to 13 µs      less than a wake takes: falls asleep, and stays so
//	as many as were needed  1 to 10 µs        4 to 7 µs       the same, after one look in vain
//
// The word is a hint that waiters share: one store may undo another.
//
//	bits 31..16              bits 15..0
//	waits without a look     credit
type spinner struct {
	hint word.Uint32
	on   bool // else nobody looks: with one CPU it would be in vain
}

const (
	spinLooks = 400 // of 20 ns, or 60 where threads share a core's units: about what sleeping and being woken takes
	spinRetry = 32  // waits without a look until a try

	creditMost  = 32 // and at first
	creditTried = 8  // what a try that succeeds gives
	creditLoss  = 8
)

// spin looks at *w while it is val, and returns what it saw last.
func (s *spinner) spin(w *word.Uint32, val uint32) uint32 {
	v := w.Load()
	if v != val || !s.on {
		return v
	}
	h := s.hint.Load()
	credit, skipped := h&0xffff, h>>16
	if h == 0 {
		credit = creditMost
	}
	if credit == 0 && skipped%spinRetry != 0 {
		s.hint.Store((skipped + 1) << 16)
		return v
	}
	if v = futex.Spin(w, val, spinLooks); v == val {
		credit -= min(credit, creditLoss)
	} else {
		credit = min(max(credit, creditTried)+1, creditMost)
	}
	if next := 1<<16 | credit; next != h {
		s.hint.Store(next)
	}
	return v
}
