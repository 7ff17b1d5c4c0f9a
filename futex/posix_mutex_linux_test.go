package futex_test

import (
	"sync/atomic"
	"testing"
	"time"

	"rawthread/futex"
)

// The assertions of pthread_mutex_*, see posix_linux_test.go.
var posixMutex = []assertion{
	{"pthread_mutex_init 1", "a mutex in its initial state (the zero value) can be locked and unlocked", func(t *testing.T, k kind) {
		var m futex.Mutex
		k.run(t, func() { m.Lock(); inside(); m.Unlock() })
		check(t, m.TryLock(), "it is not free afterwards")
	}},
	{"pthread_mutex_destroy 2", "the memory may be used for something else as soon as it is unlocked", func(t *testing.T, k kind) {
		ms := make([]futex.Mutex, 100)
		for i := range ms {
			m := &ms[i]
			m.Lock()
			b := block(t, k, func() { m.Lock(); inside(); m.Unlock(); *m = futex.Mutex{}; m.Lock() })
			m.Unlock()
			b.wait()
			check(t, !m.TryLock(), "the new mutex in its place is not locked")
			if i == 10 && (emulated || inGuest) {
				break
			}
		}
	}},
	{"pthread_mutex_lock 1", "locking a locked mutex blocks until it is unlocked", func(t *testing.T, k kind) {
		var m futex.Mutex
		m.Lock()
		b := block(t, k, m.Lock)
		b.isBlocked(t)
		m.Unlock()
		b.wait()
		check(t, !m.TryLock(), "the waiter does not have it")
	}},
	{"pthread_mutex_lock 3", "a signal does not end the wait", func(t *testing.T, k kind) {
		var m futex.Mutex
		m.Lock()
		b := block(t, k, m.Lock)
		b.interrupt(t)
		b.isBlocked(t)
		m.Unlock()
		b.wait()
	}},
	{"pthread_mutex_lock 5", "an owner that locks again is told, where the lock knows its owner (RobustMutex, PIMutex)", func(t *testing.T, k kind) {
		var r futex.RobustMutex
		var p futex.PIMutex
		var fine atomic.Uint32
		k.run(t, func() {
			switch err := r.Lock(); err {
			case nil:
				if r.Lock() == futex.ErrDeadlock && r.TryLock() == futex.ErrDeadlock {
					fine.Add(1)
				}
				r.Unlock()
			case futex.ErrUnsupported:
				fine.Add(1)
			}
			switch err := p.Lock(); err {
			case nil:
				if p.Lock() == futex.ErrDeadlock && p.TryLock() == futex.ErrDeadlock {
					fine.Add(1)
				}
				p.Unlock()
			case futex.ErrUnsupported:
				fine.Add(1)
			}
		})
		check(t, fine.Load() == 2, "an owner that locks again got another answer")
	}},
	{"pthread_mutex_trylock 1", "of a locked mutex it says so and does not wait", func(t *testing.T, k kind) {
		var m futex.Mutex
		m.Lock()
		got := true
		k.run(t, func() { got = m.TryLock() })
		check(t, !got, "TryLock got a locked mutex")
	}},
	{"pthread_mutex_trylock 3", "of an unlocked mutex it locks it", func(t *testing.T, k kind) {
		var m futex.Mutex
		got := false
		k.run(t, func() { got = m.TryLock() })
		check(t, got && !m.TryLock(), "TryLock did not lock")
	}},
	{"pthread_mutex_timedlock 1", "it locks when the mutex is unlocked before the time", func(t *testing.T, k kind) {
		var m futex.Mutex
		m.Lock()
		fine := false
		b := block(t, k, func() { fine = m.LockUntil(futex.Realtime, futex.Realtime.Now()+int64(time.Hour)) == nil })
		b.isBlocked(t)
		m.Unlock()
		b.wait()
		check(t, fine && !m.TryLock(), "it was not locked")
	}},
	{"pthread_mutex_timedlock 2", "the time is the wall clock's, and one that has passed ends the wait at once", func(t *testing.T, k kind) {
		var m futex.Mutex
		m.Lock()
		var one, two, late bool
		k.run(t, func() {
			d := soon()
			one = m.LockUntil(futex.Realtime, d) == futex.ErrTimeout
			late = futex.Realtime.Now() >= d
			two = m.LockUntil(futex.Realtime, 1) == futex.ErrTimeout
		})
		check(t, one && two, "the time was up, and it is not told so")
		check(t, late, "it returned before the time")
	}},
	{"pthread_mutex_timedlock 4", "a time that is no time does not matter if the mutex is free", func(t *testing.T, k kind) {
		var m futex.Mutex
		fine := false
		k.run(t, func() { fine = m.LockUntil(futex.Realtime, -1) == nil })
		check(t, fine, "a free mutex was not locked")
	}},
	{"pthread_mutex_timedlock 5", "a time that is no time is EINVAL if it would have to wait", func(t *testing.T, k kind) {
		var m futex.Mutex
		m.Lock()
		fine := false
		k.run(t, func() { fine = m.LockUntil(futex.Realtime, -1) == futex.ErrInvalid })
		check(t, fine, "a negative deadline is not ErrInvalid")
	}},
	{"pthread_mutex_unlock 2", "one of those who wait gets it, and each in the end", func(t *testing.T, k kind) {
		var m futex.Mutex
		var inside, most, all atomic.Int32
		m.Lock()
		var bs []*blocked
		for range 4 {
			bs = append(bs, block(t, k, func() {
				m.Lock()
				if n := inside.Add(1); n > most.Load() {
					most.Store(n)
				}
				all.Add(1)
				inside.Add(-1)
				m.Unlock()
			}))
		}
		m.Unlock()
		for _, b := range bs {
			b.wait()
		}
		check(t, most.Load() == 1 && all.Load() == 4, "not each of them had it, or two at once")
	}},
	{"pthread_mutex_unlock 5", "unlocking what is not locked, or not by the caller, is refused", func(t *testing.T, k kind) {
		for _, unlock := range []func(){
			new(futex.Mutex).Unlock, new(futex.SharedMutex).Unlock, new(futex.PIMutex).Unlock, new(futex.RobustMutex).Unlock,
		} {
			check(t, panics(unlock), "it was not")
		}
	}},
}

// inside is what a thread does that wants nothing but the lock.
func inside() {}

// panics says whether f panics, on a goroutine.
func panics(f func()) (yes bool) {
	defer func() { yes = recover() != nil }()
	f()
	return false
}
