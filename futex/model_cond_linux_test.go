//go:build model

package futex

import (
	"errors"
	"testing"

	"rawthread/internal/model"
)

func TestModelCond(t *testing.T) {
	run := func(name string, cfg model.Config, waiters int, under bool, wait func(c *Cond, mu *Mutex), wake func(c *Cond)) {
		t.Run(name, func(t *testing.T) {
			explore(t, cfg, 0, func(m *model.Run) {
				mu, c, ready := named[Mutex](m, "mu"), named[Cond](m, "c"), named[tally](m, "ready")
				m.Group(waiters, "waiter", func() {
					mu.Lock()
					for ready.Get() == 0 {
						wait(c, mu)
					}
					ready.Set(ready.Get() - 1)
					mu.Unlock()
				})
				m.Go("signaller", func() {
					mu.Lock()
					ready.Set(ready.Get() + int32(waiters))
					if under {
						wake(c)
					}
					mu.Unlock()
					if !under {
						wake(c)
					}
				})
				m.Check(want(ready, 0))
			})
		})
	}
	forever := func(c *Cond, mu *Mutex) { c.Wait(mu) }
	run("signal, mutex held", noisy, 1, true, forever, (*Cond).Signal)
	run("signal, mutex not held", noisy, 1, false, forever, (*Cond).Signal)
	run("broadcast", model.Config{}, 2, false, forever, (*Cond).Broadcast)
	run("two signals", model.Config{}, 2, true, forever, func(c *Cond) { c.Signal(); c.Signal() })
	t.Run("a hasty waiter", func(t *testing.T) {
		explore(t, model.Config{}, 0, func(m *model.Run) {
			// One item, one signal: if the hasty one's time is up, the
			// other must not miss it.
			mu, c, ready := named[Mutex](m, "mu"), named[Cond](m, "c"), named[tally](m, "ready")
			m.Go("hasty", func() {
				mu.Lock()
				if ready.Get() == 0 && c.WaitUntil(mu, Monotonic, soon) == nil {
					// The signal is this one's: it passes it on.
					c.Signal()
				}
				mu.Unlock()
			})
			m.Go("patient", func() {
				mu.Lock()
				for ready.Get() == 0 {
					c.Wait(mu)
				}
				mu.Unlock()
			})
			m.Go("signaller", func() {
				mu.Lock()
				ready.Set(1)
				c.Signal()
				mu.Unlock()
			})
		})
	})
}

func TestModelSemaphore(t *testing.T) {
	run := func(name string, cfg model.Config, acquirers, hasty, releasers, n int) {
		t.Run(name, func(t *testing.T) {
			explore(t, cfg, 0, func(m *model.Run) {
				s, sum := named[Semaphore](m, "sem"), named[word32](m, "taken")
				m.Group(acquirers, "acquirer", func() { s.Acquire() })
				m.Group(hasty, "hasty", func() {
					if s.AcquireUntil(Monotonic, soon) != nil {
						sum.n.Add(1)
					}
				})
				m.Group(releasers, "releaser", func() { s.Release(n) })
				m.Check(func() error {
					left := releasers*n - acquirers - hasty + int(sum.n.Load())
					if s.Value() != left || s.sem.waiters.Load() != 0 {
						return errors.New("the count is wrong")
					}
					return nil
				})
			})
		})
	}
	run("two and two", noisy, 2, 0, 2, 1)
	run("two and one of two", noisy, 2, 0, 1, 2)
	if model.Large() {
		run("three and three", model.Config{}, 3, 0, 3, 1)
	}
	run("hasty", model.Config{}, 1, 1, 2, 1)
	t.Run("two at once", func(t *testing.T) {
		explore(t, noisy, 0, func(m *model.Run) {
			s, in := named[Semaphore](m, "sem"), named[model.Uint32](m, "in")
			m.Group(2, "acquirer", func() {
				s.Acquire()
				in.Add(1)
				for in.Load() != 2 { // until both have one
					model.Yield()
				}
			})
			m.Group(2, "releaser", func() { s.Release(1) })
		})
	})
	t.Run("as a mutex", func(t *testing.T) {
		explore(t, model.Config{}, 0, func(m *model.Run) {
			s, n := named[Semaphore](m, "sem"), named[tally](m, "n")
			s.Release(1)
			m.Group(3, "t", func() {
				s.Acquire()
				increment(n)
				s.Release(1)
			})
			m.Check(want(n, 3))
		})
	})
}

// word32 counts what happened, in an order that does not matter.
type word32 struct{ n model.Uint32 }

func TestModelBarrier(t *testing.T) {
	run := func(name string, cfg model.Config, parties, rounds int) {
		t.Run(name, func(t *testing.T) {
			explore(t, cfg, 0, func(m *model.Run) {
				b, serials, arrived := named[Barrier](m, "barrier"), named[word32](m, "serials"), named[word32](m, "arrived")
				m.Group(parties, "t", func() {
					for i := range rounds {
						arrived.n.Add(1)
						if b.Wait(parties) {
							serials.n.Add(1)
						}
						model.Assert(int(arrived.n.Load()) >= parties*(i+1), "left before all had come")
					}
				})
				m.Check(func() error {
					if int(serials.n.Load()) != rounds {
						return errors.New("not one serial thread a round")
					}
					return nil
				})
			})
		})
	}
	run("three", noisy, 3, 1)
	run("two, twice", noisy, 2, 2)
	t.Run("hasty", func(t *testing.T) {
		explore(t, model.Config{}, 0, func(m *model.Run) {
			b := named[Barrier](m, "barrier")
			late := named[word32](m, "late")
			m.Group(2, "hasty", func() {
				if _, err := b.WaitUntil(2, Monotonic, soon); err != nil {
					late.n.Add(1)
				}
			})
			m.Check(func() error {
				if n, v := late.n.Load(), b.state.Load(); n == 1 || v&barrierArrived != 0 {
					return errors.New("one went through alone, or is still counted")
				}
				return nil
			})
		})
	})
}
