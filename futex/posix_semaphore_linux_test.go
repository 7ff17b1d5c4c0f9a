package futex_test

import (
	"testing"

	"rawthread/futex"
)

// The assertions of sem_*, see posix_linux_test.go.
var posixSemaphore = []assertion{
	{"sem_init 1", "a semaphore in its initial state (the zero value) counts 0, and what is released", func(t *testing.T, k kind) {
		var s futex.Semaphore
		got := true
		k.run(t, func() { got = s.TryAcquire(); s.Release(3) })
		check(t, !got && s.Value() == 3, "Value")
	}},
	{"sem_wait 1", "it takes 1 from a count above 0", func(t *testing.T, k kind) {
		var s futex.Semaphore
		s.Release(2)
		k.run(t, s.Acquire)
		check(t, s.Value() == 1, "Value")
	}},
	{"sem_wait 7", "at 0 it blocks until another releases", func(t *testing.T, k kind) {
		var s futex.Semaphore
		b := block(t, k, s.Acquire)
		b.isBlocked(t)
		s.Release(1)
		b.wait()
		check(t, s.Value() == 0, "Value")
	}},
	{"sem_wait 11", "a signal does not end the wait (in POSIX it may)", func(t *testing.T, k kind) {
		var s futex.Semaphore
		b := block(t, k, s.Acquire)
		b.interrupt(t)
		b.isBlocked(t)
		s.Release(1)
		b.wait()
	}},
	{"sem_trywait 1", "at 0 it does not wait", func(t *testing.T, k kind) {
		var s futex.Semaphore
		var zero, one bool
		k.run(t, func() { zero = s.TryAcquire(); s.Release(1); one = s.TryAcquire() })
		check(t, !zero && one, "TryAcquire")
	}},
	{"sem_timedwait 1", "it waits until the time, and not less", func(t *testing.T, k kind) {
		var s futex.Semaphore
		var fine, late, bad bool
		k.run(t, func() {
			d := soon()
			fine = s.AcquireUntil(futex.Realtime, d) == futex.ErrTimeout && s.AcquireTimeout(-1) == futex.ErrTimeout
			late = futex.Realtime.Now() >= d
			bad = s.AcquireUntil(futex.Realtime, -1) == futex.ErrInvalid
		})
		check(t, fine && late && bad, "AcquireUntil")
	}},
	{"sem_timedwait 6", "a time that has passed, or is none, does not matter if the count is above 0", func(t *testing.T, k kind) {
		var s futex.Semaphore
		s.Release(2)
		fine := false
		k.run(t, func() { fine = s.AcquireUntil(futex.Realtime, 1) == nil && s.AcquireUntil(futex.Realtime, -1) == nil })
		check(t, fine, "AcquireUntil")
	}},
	{"sem_post 1", "it wakes one who waits, or as many as it releases", func(t *testing.T, k kind) {
		var s futex.Semaphore
		var bs []*blocked
		for range 4 {
			bs = append(bs, block(t, k, s.Acquire))
		}
		s.Release(1)
		s.Release(3)
		for _, b := range bs {
			b.wait()
		}
		check(t, s.Value() == 0, "Value")
	}},
	{"sem_post 8", "a count above the largest is refused", func(t *testing.T, k kind) {
		var s futex.Semaphore
		s.Release(futex.MaxSemaphore)
		check(t, panics(func() { s.Release(1) }) && panics(func() { s.Release(-1) }), "Release")
		check(t, s.Value() == futex.MaxSemaphore, "Value")
	}},
	{"sem_getvalue 1", "it returns the count and changes nothing", func(t *testing.T, k kind) {
		var s futex.Semaphore
		s.Release(5)
		n := 0
		k.run(t, func() { n = s.Value(); n = s.Value() })
		check(t, n == 5, "Value")
	}},
}
