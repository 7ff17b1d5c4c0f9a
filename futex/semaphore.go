package futex

import (
	"math"
	"time"

	"rawthread/internal/word"
)

// A Semaphore is a count that Release adds to and Acquire takes from; Acquire
// waits while it is 0. 8 bytes; the zero value counts 0, and Release gives it
// what it is to begin with. It must not be copied after first use, and its
// memory must not be used otherwise before every Release has returned. A
// goroutine waits as with [Mutex].
type Semaphore struct{ sem semWords }

// MaxSemaphore is the largest count of a [Semaphore].
const MaxSemaphore = math.MaxInt32

// Acquire takes 1 from the count, and waits for it if need be. Goroutines and
// raw threads.
func (m *Semaphore) Acquire() {
	if !m.sem.try() {
		must(m.sem.acquire(Private, Monotonic, Forever))
	}
}

// TryAcquire takes 1 from the count if it is not 0, and says whether it did.
// Goroutines and raw threads.
func (m *Semaphore) TryAcquire() bool { return m.sem.try() }

// AcquireTimeout is [Semaphore.Acquire] for at most d, by CLOCK_MONOTONIC; then
// it returns [ErrTimeout]. Goroutines and raw threads.
func (m *Semaphore) AcquireTimeout(d time.Duration) error {
	if m.sem.try() {
		return nil
	}
	return m.sem.acquire(Private, Monotonic, Deadline(d))
}

// AcquireUntil is [Semaphore.Acquire] until the clock c shows deadline; then it
// returns [ErrTimeout]. A negative deadline is [ErrInvalid], unless the count is
// not 0. Goroutines and raw threads.
func (m *Semaphore) AcquireUntil(c Clock, deadline int64) error {
	if m.sem.try() {
		return nil
	}
	return m.sem.acquire(Private, c, deadline)
}

// Release adds n to the count, and wakes as many of those who wait. It panics if
// n is negative, or the count would be more than [MaxSemaphore]. Goroutines and
// raw threads.
func (m *Semaphore) Release(n int) { m.sem.release(n, Private) }

// Value returns the count, which may have changed already. Goroutines and raw
// threads.
func (m *Semaphore) Value() int { return int(m.sem.value.Load()) }

// semWords are a semaphore: the count, on which waiters sleep while it is 0, and
// the number of those who wait or are about to.
//
//	Acquire, value 0          Release
//	waiters + 1               value + n
//	value > 0? take one       waiters > 0? wake n
//	sleep while value == 0
//	waiters - 1
//
// Both first write the one word and then read the other, sequentially
// consistent: so the waiter sees the new value, or the releaser sees the waiter;
// and if that one does not sleep yet, the kernel compares the value. Who is
// woken and finds 0, since another was faster, sleeps again: that one took what
// it was woken for. A flag in the value in place of the second word could not
// be taken out again: with two sleepers, two Releases and one of them woken so
// far, the second Release would wake nobody.
//
// Order: changes of value are read-modify-writes: Acquire's acquires what came
// before each Release whose count it may have taken.
type semWords struct{ value, waiters word.Uint32 }

func (m *semWords) try() bool {
	for {
		v := m.value.Load()
		if v == 0 {
			return false
		}
		if m.value.CompareAndSwap(v, v-1) {
			return true
		}
	}
}

func (m *semWords) acquire(s Scope, c Clock, deadline int64) error {
	if spinWhile(&m.value, 0) != 0 && m.try() {
		return nil
	}
	var err error
	m.waiters.Add(1)
	for !m.try() {
		if err = s.await(&m.value, 0, c, deadline); err != nil {
			break
		}
	}
	m.waiters.Add(^uint32(0))
	return err
}

func (m *semWords) release(n int, s Scope) {
	if n < 0 {
		panic("futex: Release of a negative number")
	}
	for {
		v := m.value.Load()
		if uint64(v)+uint64(n) > MaxSemaphore {
			panic("futex: Release: the semaphore's count is out of range")
		}
		if m.value.CompareAndSwap(v, v+uint32(n)) {
			break
		}
	}
	if n > 0 && m.waiters.Load() != 0 {
		s.rouse(&m.value, n)
	}
}
