//go:build !model

package futex

import "sync/atomic"

// All plain waits and wakes of this package, and what they know of time, go
// through the functions here. A build with the tag model has others in their
// place.

// sleep waits on a word; unlike FUTEX_WAIT, FUTEX_WAIT_BITSET takes an absolute
// deadline.
func sleep(addr *uint32, val, bits uint32, s Scope, c Clock, deadline int64) error {
	return errOf(block(addr, opWaitBitset|uint32(s)|uint32(c), val, deadline, nil, bits))
}

// wake wakes waiters of a word.
func wake(addr *uint32, n int, s Scope) (int, error) {
	return act(addr, opWake|uint32(s), count(n), 0, nil, 0)
}

// now is a clock's time.
func now(id uintptr) int64 { return clockGettime(id) }

// peek loads a word that somebody gave.
func peek(addr *uint32) uint32 { return atomic.LoadUint32(addr) }

// sleepAny is [WaitV] of a list that was checked.
func sleepAny(words []Waiter, c Clock, deadline int64) (int, error) {
	return waitV(words, c, deadline)
}
