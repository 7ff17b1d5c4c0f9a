package futex

import "rawthread/internal/word"

// What the primitives have in common. A primitive is one or two words; what is
// not decided by one atomic operation is done by a function that takes the
// words and the [Scope], so that private and shared ones run the same code.
// Each word's protocol is beside its type. Three rules hold for all of them:
//
//   - Who sleeps does so in a loop on the word's value: a return from await is
//     only a reason to look again.
//   - The word is changed first, then the sleepers are woken. A sleeper that
//     looked before the change is refused by the kernel, which compares the
//     word under the lock of its queue; one that looked after it does not sleep.
//   - A wake that the kernel gave to a sleeper is never lost to a timeout: it
//     then reports the wake, and the sleeper looks at the word again.
//
// Memory order: Go's atomics are sequentially consistent. What one thread wrote
// before it released a primitive by an atomic write is seen by whoever's atomic
// read saw that write, or a later one of a chain of read-modify-writes.

// all is how many to wake when everyone is meant.
const all = 1<<31 - 1

// await sleeps while *w == val, until the deadline. nil means: look again.
func (s Scope) await(w *word.Uint32, val uint32, c Clock, deadline int64) error {
	err := s.WaitUntil(word.Addr(w), val, c, deadline)
	if err == ErrChanged || err == ErrInterrupted {
		return nil
	}
	return err
}

// rouse wakes at most n sleepers, and says whether there were any.
func (s Scope) rouse(w *word.Uint32, n int) bool {
	woken, _ := s.Wake(word.Addr(w), n)
	return woken > 0
}

// must is for waits that have no way to report an error: there is none but for
// a system without futexes, and memory that is not aligned or gone.
func must(err error) {
	if err != nil {
		panic("futex: the kernel refused to wait: not Linux, or memory that is unaligned or unmapped")
	}
}
