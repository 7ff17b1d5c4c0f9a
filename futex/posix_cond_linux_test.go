package futex_test

import (
	"testing"
	"time"

	"rawthread/futex"
)

// The assertions of pthread_cond_*, see posix_linux_test.go.
var posixCond = []assertion{
	{"pthread_cond_init 1", "a condition in its initial state (the zero value) can be waited for", func(t *testing.T, k kind) {
		var c futex.Cond
		var m futex.Mutex
		fine := false
		k.run(t, func() {
			m.Lock()
			fine = c.WaitTimeout(&m, time.Microsecond) == futex.ErrTimeout
			m.Unlock()
		})
		check(t, fine, "WaitTimeout")
	}},
	{"pthread_cond_wait 1", "the mutex is unlocked and the wait begun in one step: no signal after it is missed", func(t *testing.T, k kind) {
		var c futex.Cond
		var m futex.Mutex
		n := 2000
		if emulated || inGuest {
			n = 100
		}
		turn := 0
		b := block(t, k, func() {
			m.Lock()
			for i := range n {
				for turn != 2*i+1 {
					c.Wait(&m)
				}
				turn++
				c.Signal()
			}
			m.Unlock()
		})
		m.Lock()
		for i := range n {
			for turn != 2*i {
				c.Wait(&m)
			}
			turn++
			c.Signal()
		}
		m.Unlock()
		b.wait()
	}},
	{"pthread_cond_wait 2", "it returns with the mutex locked, after whoever has it", func(t *testing.T, k kind) {
		var c futex.Cond
		var m futex.Mutex
		ready := false
		m.Lock()
		b := block(t, k, func() {
			m.Lock()
			for !ready {
				c.Wait(&m)
			}
		})
		ready = true
		c.Broadcast()
		b.isBlocked(t)
		m.Unlock()
		b.wait()
		check(t, !m.TryLock(), "the waiter does not have the mutex")
	}},
	{"pthread_cond_wait 3", "a signal handler in between ends no wait without the mutex", func(t *testing.T, k kind) {
		var c futex.Cond
		var m futex.Mutex
		ready := false
		b := block(t, k, func() {
			m.Lock()
			for !ready {
				c.Wait(&m)
			}
			m.Unlock()
		})
		b.interrupt(t)
		b.isBlocked(t)
		m.Lock()
		ready = true
		m.Unlock()
		c.Signal()
		b.wait()
	}},
	{"pthread_cond_timedwait 1", "it waits until the time, and not less", func(t *testing.T, k kind) {
		var c futex.Cond
		var m futex.Mutex
		var fine, late, held, bad bool
		k.run(t, func() {
			m.Lock()
			d := soon()
			for {
				err := c.WaitUntil(&m, futex.Realtime, d)
				if err != nil {
					fine = err == futex.ErrTimeout
					break
				}
			}
			late = futex.Realtime.Now() >= d
			held = !m.TryLock()
			bad = c.WaitUntil(&m, futex.Monotonic, -1) == futex.ErrInvalid && !m.TryLock()
			m.Unlock()
		})
		check(t, fine && late, "it returned without a signal before the time")
		check(t, held && bad, "it returned without the mutex")
	}},
	{"pthread_cond_timedwait 2", "a signal before the time ends it, with the mutex", func(t *testing.T, k kind) {
		var c futex.Cond
		var m futex.Mutex
		ready, fine := false, true
		b := block(t, k, func() {
			m.Lock()
			for !ready {
				fine = c.WaitUntil(&m, futex.Realtime, futex.Realtime.Now()+int64(time.Hour)) == nil
			}
		})
		m.Lock()
		ready = true
		c.Signal()
		m.Unlock()
		b.wait()
		check(t, fine && !m.TryLock(), "WaitUntil")
	}},
	{"pthread_cond_signal 1", "it wakes at least one, and as many signals all", func(t *testing.T, k kind) {
		testWakes(t, k, func(c *futex.Cond) { c.Signal() })
	}},
	{"pthread_cond_signal 2", "without a waiter it does nothing that a later one would notice", func(t *testing.T, k kind) {
		var c futex.Cond
		var m futex.Mutex
		fine := false
		c.Signal()
		c.Broadcast()
		k.run(t, func() {
			m.Lock()
			fine = c.WaitTimeout(&m, time.Millisecond) == futex.ErrTimeout
			m.Unlock()
		})
		check(t, fine, "a signal for nobody was kept")
	}},
	{"pthread_cond_broadcast 1", "it wakes all", func(t *testing.T, k kind) {
		testWakes(t, k, func(c *futex.Cond) { c.Broadcast() })
	}},
	{"pthread_cond_destroy 2", "the memory may be used for something else when all have returned from a broadcast", func(t *testing.T, k kind) {
		var m futex.Mutex
		var c futex.Cond
		for range 20 {
			ready := false
			b := block(t, k, func() {
				m.Lock()
				for !ready {
					c.Wait(&m)
				}
				m.Unlock()
			})
			m.Lock()
			ready = true
			c.Broadcast()
			m.Unlock()
			b.wait()
			c = futex.Cond{}
		}
	}},
	{"pthread_cond_wait 4", "with a mutex that is not locked it is refused", func(t *testing.T, k kind) {
		var m futex.Mutex
		var c futex.Cond
		check(t, panics(func() { c.Wait(&m) }), "Wait")
	}},
}

// testWakes has four threads wait, and wakes them by as many calls as it takes.
func testWakes(t *testing.T, k kind, wake func(c *futex.Cond)) {
	var c futex.Cond
	var m futex.Mutex
	tickets, taken := 0, 0
	var bs []*blocked
	for range 4 {
		bs = append(bs, block(t, k, func() {
			m.Lock()
			for tickets == 0 {
				c.Wait(&m)
			}
			tickets--
			taken++
			m.Unlock()
		}))
	}
	for range 4 {
		m.Lock()
		tickets++
		m.Unlock()
		wake(&c)
	}
	for _, b := range bs {
		b.wait()
	}
	check(t, tickets == 0 && taken == 4, "not each of them got a ticket")
}
