package futex

import (
	"time"

	"rawthread/internal/word"
)

// A Cond is a condition variable of 8 bytes, used with a [Mutex]: always the
// same one while anybody waits. The zero value is ready. It must not be copied
// after first use.
//
//	m.Lock()
//	for !condition() {
//		c.Wait(&m)
//	}
//	...
//	m.Unlock()
//
// Wait may return without a Signal, hence the loop. Who changes the condition
// holds the mutex then; it may signal before or after it unlocks it. A goroutine
// waits as with [Mutex].
type Cond struct{ c condWords }

// Wait unlocks m, sleeps until a Signal or Broadcast, and locks m again: none
// that comes after m was unlocked is missed. It panics if m is not locked.
// Goroutines and raw threads.
func (c *Cond) Wait(m *Mutex) { must(c.c.wait(&m.state, Private, Monotonic, Forever)) }

// WaitTimeout is [Cond.Wait] for at most d, by CLOCK_MONOTONIC; then it returns
// [ErrTimeout], with m locked. The condition may be true all the same.
// Goroutines and raw threads.
func (c *Cond) WaitTimeout(m *Mutex, d time.Duration) error {
	return c.c.wait(&m.state, Private, Monotonic, Deadline(d))
}

// WaitUntil is [Cond.Wait] until clock shows deadline; then it returns
// [ErrTimeout], with m locked. A loop passes the same deadline each time round.
// With a negative deadline, [ErrInvalid], m is not unlocked meanwhile.
// Goroutines and raw threads.
func (c *Cond) WaitUntil(m *Mutex, clock Clock, deadline int64) error {
	return c.c.wait(&m.state, Private, clock, deadline)
}

// Signal wakes at least one of those who wait, if there are any. Goroutines and
// raw threads.
func (c *Cond) Signal() { c.c.wake(1, Private) }

// Broadcast wakes all who wait. Goroutines and raw threads.
func (c *Cond) Broadcast() { c.c.wake(all, Private) }

// condWords are a condition variable. seq counts signals and is what waiters
// sleep on; waiters counts those who are in Wait, so that a signal for nobody
// costs one load.
//
//	waiter, mutex locked        signaller
//	waiters + 1                 changes the condition, mutex locked
//	s = seq                     ...
//	unlock the mutex            waiters == 0? return
//	sleep while seq == s        seq + 1
//	waiters - 1                 wake
//	lock the mutex
//
// A signaller that held the mutex after the waiter unlocked it sees its
// increment of waiters, which comes before the unlock; and its increment of seq
// comes after the waiter's load. So the waiter either is in the kernel's queue
// when the wake comes, or the kernel refuses to put it there since seq is not s.
// seq has to take on the very same value between load and sleep, by 2^32
// signals, for one to be missed.
//
// A waiter whose time is up while a signal arrives reports the signal: it may
// be the only one that could have got it. All waiters wake at a Broadcast,
// rather than being moved to the mutex's queue by FUTEX_CMP_REQUEUE: moved
// waiters must all lock the mutex as contended, a broadcast must know the mutex,
// and glibc gave it up for good (2.25).
//
// Order: what the condition is about is protected by the mutex, so nothing but
// the argument above rests on these words.
type condWords struct{ seq, waiters word.Uint32 }

func (c *condWords) wait(mutex *word.Uint32, s Scope, clock Clock, deadline int64) error {
	if deadline < 0 {
		return ErrInvalid
	}
	if mutex.Load() == mutexUnlocked {
		panic("futex: Wait of a Cond with an unlocked mutex")
	}
	c.waiters.Add(1)
	seq := c.seq.Load()
	mutexUnlock(mutex, s)
	err := s.await(&c.seq, seq, clock, deadline)
	if err != nil && c.seq.Load() != seq {
		err = nil
	}
	c.waiters.Add(^uint32(0))
	if !mutex.CompareAndSwap(mutexUnlocked, mutexLocked) {
		mutexLock(mutex, s)
	}
	return err
}

func (c *condWords) wake(n int, s Scope) {
	if c.waiters.Load() == 0 {
		return
	}
	c.seq.Add(1)
	s.rouse(&c.seq, n)
}
