package futex

import (
	"math"
	"time"
)

// A Scope says who may wait on a word.
type Scope uint32

const (
	// Private words are waited on by threads of this process only: the kernel
	// finds them by address alone (FUTEX_PRIVATE_FLAG, Linux 2.6.22).
	Private Scope = 128
	// Shared words may be waited on by other processes that map the same
	// memory, and are what the kernel itself wakes (CLONE_CHILD_CLEARTID).
	Shared Scope = 0
)

// A Clock is what a deadline is measured by.
type Clock uint32

const (
	// Monotonic is CLOCK_MONOTONIC: it never jumps, and stands still while the
	// machine is suspended.
	Monotonic Clock = 0
	// Realtime is CLOCK_REALTIME: wall-clock time, which may be set
	// (FUTEX_CLOCK_REALTIME, Linux 2.6.28).
	Realtime Clock = 256
)

// Forever is the deadline that never comes, on either clock.
const Forever int64 = math.MaxInt64

// AllBits is the mask that every mask of waiters or wakers meets.
const AllBits uint32 = math.MaxUint32

// Wait sleeps as long as *addr == val and nobody wakes it: futex(2),
// FUTEX_WAIT, on a private word. It returns nil after a wake, which may be
// spurious, [ErrChanged] at once when the word holds another value, and
// [ErrInterrupted] after a signal. Goroutines and raw threads.
func Wait(addr *uint32, val uint32) error { return Private.Wait(addr, val) }

// WaitTimeout is [Wait] for at most d; then it returns [ErrTimeout]. The time
// is measured by CLOCK_MONOTONIC from the call on. d <= 0 does not sleep.
// Goroutines and raw threads.
func WaitTimeout(addr *uint32, val uint32, d time.Duration) error {
	return Private.WaitTimeout(addr, val, d)
}

// Wake wakes at most n of those who wait on the private word at addr, and
// returns how many it woke. Goroutines and raw threads.
func Wake(addr *uint32, n int) (int, error) { return Private.Wake(addr, n) }

// Deadline returns the time on the monotonic clock that is d from now: what
// methods whose names end in Until take. It is [Forever] where the clock does
// not count that far, and a time that has passed if d <= 0. Goroutines and raw
// threads.
func Deadline(d time.Duration) int64 {
	now := Monotonic.Now()
	if int64(d) > math.MaxInt64-now {
		return Forever
	}
	return now + max(0, int64(d))
}
