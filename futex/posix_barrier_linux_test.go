package futex_test

import (
	"sync/atomic"
	"testing"
	"time"

	"rawthread/futex"
)

// The assertions of pthread_barrier_*, see posix_linux_test.go.
var posixBarrier = []assertion{
	{"pthread_barrier_wait 1", "nobody goes on before all are there", func(t *testing.T, k kind) {
		var b futex.Barrier
		var bs []*blocked
		for range 3 {
			bs = append(bs, block(t, k, func() { b.Wait(4) }))
		}
		for _, x := range bs {
			x.isBlocked(t)
		}
		b.Wait(4)
		for _, x := range bs {
			x.wait()
		}
	}},
	{"pthread_barrier_wait 2", "exactly one is the serial thread, and the barrier can be used again", func(t *testing.T, k kind) {
		var b futex.Barrier
		var serial atomic.Int32
		const rounds = 50
		var bs []*blocked
		for range 3 {
			bs = append(bs, block(t, k, func() {
				for range rounds {
					if b.Wait(3) {
						serial.Add(1)
					}
				}
			}))
		}
		for _, x := range bs {
			x.wait()
		}
		check(t, serial.Load() == rounds, "serial threads")
	}},
	{"pthread_barrier_wait 3", "a signal does not end the wait", func(t *testing.T, k kind) {
		var b futex.Barrier
		x := block(t, k, func() { b.Wait(2) })
		x.interrupt(t)
		x.isBlocked(t)
		b.Wait(2)
		x.wait()
	}},
	{"pthread_barrier_init 3", "a number of parties that can't be is refused", func(t *testing.T, k kind) {
		var b futex.Barrier
		check(t, panics(func() { b.Wait(0) }) && panics(func() { b.Wait(futex.MaxParties + 1) }), "Wait")
		check(t, b.Wait(1), "one party is its own serial thread")
	}},
	{"pthread_barrier_wait 6", "who gives up has not arrived (not POSIX: its barriers have no timeout)", func(t *testing.T, k kind) {
		var b futex.Barrier
		fine := false
		k.run(t, func() {
			_, err := b.WaitTimeout(2, time.Millisecond)
			_, err2 := b.WaitUntil(2, futex.Realtime, -1)
			fine = err == futex.ErrTimeout && err2 == futex.ErrInvalid
		})
		x := block(t, k, func() { b.Wait(2) })
		x.isBlocked(t)
		b.Wait(2)
		x.wait()
		check(t, fine, "WaitTimeout")
	}},
}
