//go:build model

package futex

import (
	"errors"
	"testing"

	"rawthread/internal/model"
)

// The models of this package: small programs over the primitives, of which all
// interleavings are explored; docs/models.md. A waiter does not spin first,
// except in TestModelSpin: a look more at a word that did not change leads to
// nothing new, and a change meanwhile is one before the first look.

// soon is a deadline that may pass at any moment: the model decides.
const soon = 1

// noisy has sleeps end by themselves and by signals.
var noisy = model.Config{Spurious: 1, Signals: 1}

func explore(t *testing.T, cfg model.Config, spins uint32, build func(m *model.Run)) {
	t.Helper()
	defer func(n uint32) { spinLimit = n }(spinLimit)
	spinLimit = spins
	model.Explore(t, cfg, build)
}

// tally is plain memory that a primitive protects.
type tally = model.Var[int32]

func increment(v *tally) { v.Set(v.Get() + 1) }

func want(v *tally, n int32) func() error {
	return func() error {
		if got := v.Get(); got != n {
			return errors.New("the protected count is wrong")
		}
		return nil
	}
}

func named[T any](m *model.Run, name string) *T {
	p := new(T)
	model.Name(m, name, p)
	return p
}

func TestModelMutex(t *testing.T) {
	t.Run("three", func(t *testing.T) {
		explore(t, noisy, 0, func(m *model.Run) {
			mu, n := named[Mutex](m, "mu"), named[tally](m, "n")
			m.Group(3, "t", func() {
				mu.Lock()
				increment(n)
				mu.Unlock()
			})
			m.Check(want(n, 3))
		})
	})
	t.Run("twice", func(t *testing.T) {
		explore(t, noisy, 0, func(m *model.Run) {
			mu, n := named[Mutex](m, "mu"), named[tally](m, "n")
			m.Group(2, "t", func() {
				for range 3 {
					mu.Lock()
					increment(n)
					mu.Unlock()
				}
			})
			m.Check(want(n, 6))
		})
	})
	t.Run("timeouts", func(t *testing.T) {
		explore(t, model.Config{}, 0, func(m *model.Run) {
			mu, n, failed := named[Mutex](m, "mu"), named[tally](m, "n"), named[tally](m, "failed")
			m.Go("patient", func() {
				mu.Lock()
				increment(n)
				mu.Unlock()
			})
			m.Group(2, "t", func() {
				if mu.LockUntil(Monotonic, soon) != nil {
					mu.Lock()
					increment(failed)
				}
				increment(n)
				mu.Unlock()
			})
			m.Check(want(n, 3))
		})
	})
	t.Run("try", func(t *testing.T) {
		explore(t, model.Config{}, 0, func(m *model.Run) {
			mu, n := named[Mutex](m, "mu"), named[tally](m, "n")
			m.Group(2, "t", func() {
				mu.Lock()
				increment(n)
				mu.Unlock()
			})
			m.Go("try", func() {
				if mu.TryLock() {
					increment(n)
					n.Set(n.Get() - 1)
					mu.Unlock()
				}
			})
			m.Check(want(n, 2))
		})
	})
}

// rw is what both kinds of RWMutex are.
type rw interface {
	Lock()
	Unlock()
	RLock()
	RUnlock()
	LockUntil(c Clock, deadline int64) error
	RLockUntil(c Clock, deadline int64) error
}

func TestModelRWMutex(t *testing.T) {
	modelRW(t, func(m *model.Run) rw { return named[RWMutex](m, "rw") })
}

func TestModelReaderRWMutex(t *testing.T) {
	modelRW(t, func(m *model.Run) rw { return named[ReaderRWMutex](m, "rw") })
}

func modelRW(t *testing.T, make func(m *model.Run) rw) {
	run := func(name string, cfg model.Config, writers, readers int, timed bool) {
		t.Run(name, func(t *testing.T) {
			explore(t, cfg, 0, func(m *model.Run) {
				mu, n := make(m), named[tally](m, "n")
				m.Group(writers, "writer", func() {
					mu.Lock()
					increment(n)
					mu.Unlock()
				})
				m.Group(readers, "reader", func() {
					mu.RLock()
					n.Get()
					mu.RUnlock()
				})
				if timed {
					m.Go("hasty writer", func() {
						if mu.LockUntil(Monotonic, soon) == nil {
							n.Set(n.Get())
							mu.Unlock()
						}
					})
				}
				m.Check(want(n, int32(writers)))
			})
		})
	}
	run("two writers, a reader", model.Config{Spurious: 1}, 2, 1, false)
	run("a writer, two readers", model.Config{Spurious: 1}, 1, 2, false)
	run("a hasty writer, a writer, a reader", model.Config{}, 1, 1, true)
	run("a hasty writer, two readers", model.Config{}, 0, 2, true)
	t.Run("a writer that gives up keeps nobody out", func(t *testing.T) {
		// One reader has the lock until the other has it too.
		explore(t, model.Config{}, 0, func(m *model.Run) {
			mu, in := make(m), named[model.Uint32](m, "in")
			m.Group(2, "reader", func() {
				mu.RLock()
				in.Add(1)
				for in.Load() != 2 {
					model.Yield()
				}
				mu.RUnlock()
			})
			m.Go("hasty writer", func() {
				if mu.LockUntil(Monotonic, soon) == nil {
					mu.Unlock()
				}
			})
		})
	})
	t.Run("a hasty reader", func(t *testing.T) {
		explore(t, model.Config{}, 0, func(m *model.Run) {
			mu, n := make(m), named[tally](m, "n")
			m.Group(2, "writer", func() {
				mu.Lock()
				increment(n)
				mu.Unlock()
			})
			m.Go("hasty reader", func() {
				if mu.RLockUntil(Monotonic, soon) == nil {
					n.Get()
					mu.RUnlock()
				}
			})
			m.Check(want(n, 2))
		})
	})
}

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

func TestModelEvent(t *testing.T) {
	run := func(name string, cfg model.Config, waiters int, hasty bool, reset bool) {
		t.Run(name, func(t *testing.T) {
			explore(t, cfg, 0, func(m *model.Run) {
				e, v := named[Event](m, "event"), named[tally](m, "v")
				m.Group(waiters, "waiter", func() {
					e.Wait()
					model.Assert(v.Get() == 1, "did not see what came before Set")
				})
				if hasty {
					m.Go("hasty", func() {
						if e.WaitUntil(Monotonic, soon) == nil {
							v.Get()
						}
					})
				}
				m.Go("setter", func() {
					v.Set(1)
					e.Set()
					if reset { // those who waited at the Set go all the same
						e.Reset()
						e.Set()
					}
				})
			})
		})
	}
	run("two", noisy, 2, false, false)
	run("hasty", model.Config{}, 1, true, false)
	run("reset", noisy, 1, false, true)
	t.Run("pulse", func(t *testing.T) {
		// A waiter that the setter has seen goes, though a Reset follows at once.
		explore(t, noisy, 0, func(m *model.Run) {
			e := named[Event](m, "event")
			m.Go("waiter", func() { e.Wait() })
			m.Go("setter", func() {
				for e.state.Load()&eventAwaited == 0 {
					model.Yield()
				}
				e.Set()
				e.Reset()
			})
		})
	})
}

func TestModelAutoEvent(t *testing.T) {
	t.Run("handshake", func(t *testing.T) {
		explore(t, noisy, 0, func(m *model.Run) {
			a, b, v := named[AutoEvent](m, "a"), named[AutoEvent](m, "b"), named[tally](m, "v")
			m.Go("ping", func() {
				for range 2 {
					increment(v)
					a.Set()
					b.Wait()
				}
			})
			m.Go("pong", func() {
				for range 2 {
					a.Wait()
					increment(v)
					b.Set()
				}
			})
			m.Check(want(v, 4))
		})
	})
	t.Run("one each", func(t *testing.T) { // as a lock: at most one holds it
		explore(t, model.Config{Spurious: 1}, 0, func(m *model.Run) {
			e, v := named[AutoEvent](m, "event"), named[tally](m, "v")
			e.Set()
			m.Group(3, "t", func() {
				e.Wait()
				increment(v)
				e.Set()
			})
			m.Check(want(v, 3))
		})
	})
	t.Run("hasty", func(t *testing.T) {
		explore(t, model.Config{}, 0, func(m *model.Run) {
			e, v := named[AutoEvent](m, "event"), named[tally](m, "v")
			m.Go("hasty", func() {
				if e.WaitUntil(Monotonic, soon) == nil {
					increment(v)
					e.Set()
				}
			})
			m.Go("patient", func() {
				e.Wait()
				increment(v)
				e.Set()
			})
			m.Go("setter", func() { e.Set() })
		})
	})
}

func TestModelOnce(t *testing.T) {
	t.Run("three", func(t *testing.T) {
		explore(t, noisy, 0, func(m *model.Run) {
			o, v := named[Once](m, "once"), named[tally](m, "v")
			m.Group(3, "t", func() {
				if o.Begin() {
					increment(v)
					o.Done()
				}
				model.Assert(v.Get() == 1, "did not see what was done once")
			})
		})
	})
	t.Run("hasty", func(t *testing.T) {
		explore(t, model.Config{}, 0, func(m *model.Run) {
			o, v := named[Once](m, "once"), named[tally](m, "v")
			m.Group(3, "t", func() {
				mine, err := o.BeginUntil(Monotonic, soon)
				if mine {
					increment(v)
					o.Done()
				}
				if err == nil {
					model.Assert(v.Get() == 1, "did not see what was done once")
				}
			})
			m.Check(want(v, 1))
		})
	})
}

func TestModelWaitGroup(t *testing.T) {
	t.Run("two and two", func(t *testing.T) {
		explore(t, noisy, 0, func(m *model.Run) {
			wg := named[WaitGroup](m, "wg")
			a, b := named[tally](m, "a"), named[tally](m, "b")
			wg.Add(2)
			m.Go("a", func() { a.Set(1); wg.Done() })
			m.Go("b", func() { b.Set(1); wg.Done() })
			m.Group(2, "waiter", func() {
				wg.Wait()
				model.Assert(a.Get() == 1 && b.Get() == 1, "did not see what came before Done")
			})
		})
	})
	t.Run("again", func(t *testing.T) {
		// A second round begins while waiters of the first are on their way.
		explore(t, model.Config{Spurious: 1}, 0, func(m *model.Run) {
			wg, v := named[WaitGroup](m, "wg"), named[tally](m, "v")
			wg.Add(1)
			m.Go("worker", func() {
				v.Set(1)
				wg.Done()
				wg.Add(1)
				wg.Done()
			})
			m.Group(2, "waiter", func() {
				wg.Wait()
				model.Assert(v.Get() == 1, "did not see what came before Done")
			})
		})
	})
	t.Run("hasty", func(t *testing.T) {
		explore(t, model.Config{}, 0, func(m *model.Run) {
			wg, v := named[WaitGroup](m, "wg"), named[tally](m, "v")
			wg.Add(1)
			m.Go("worker", func() { v.Set(1); wg.Done() })
			m.Go("waiter", func() { wg.Wait(); v.Get() })
			m.Go("hasty", func() {
				if wg.WaitUntil(Monotonic, soon) == nil {
					v.Get()
				}
			})
		})
	})
}

func TestModelParker(t *testing.T) {
	t.Run("two unparkers", func(t *testing.T) {
		explore(t, noisy, 0, func(m *model.Run) {
			p := named[Parker](m, "parker")
			a, b := named[model.Uint32](m, "a"), named[model.Uint32](m, "b")
			m.Go("parker", func() {
				for a.Load() == 0 || b.Load() == 0 {
					p.Park()
				}
			})
			m.Go("a", func() { a.Store(1); p.Unpark() })
			m.Go("b", func() { b.Store(1); p.Unpark() })
		})
	})
	t.Run("hasty", func(t *testing.T) {
		explore(t, model.Config{Spurious: 1}, 0, func(m *model.Run) {
			p, v := named[Parker](m, "parker"), named[tally](m, "v")
			m.Go("parker", func() {
				if p.ParkUntil(Monotonic, soon) != nil {
					p.Park() // the token comes in any case
				}
				model.Assert(v.Get() == 1, "did not see what came before Unpark")
			})
			m.Go("unparker", func() { v.Set(1); p.Unpark() })
		})
	})
}

func TestModelSpin(t *testing.T) {
	t.Run("SpinThenPark", func(t *testing.T) {
		explore(t, noisy, 1, func(m *model.Run) {
			w, v := named[model.Uint32](m, "w"), named[tally](m, "v")
			m.Group(2, "waiter", func() {
				if Private.SpinThenPark(w, 0, Monotonic, Forever) == nil {
					v.Get()
				}
			})
			m.Go("setter", func() {
				v.Set(1)
				w.Store(1)
				Private.rouse(w, all)
			})
		})
	})
	t.Run("Mutex", func(t *testing.T) {
		explore(t, model.Config{}, 2, func(m *model.Run) {
			mu, n := named[Mutex](m, "mu"), named[tally](m, "n")
			m.Group(3, "t", func() {
				mu.Lock()
				increment(n)
				mu.Unlock()
			})
			m.Check(want(n, 3))
		})
	})
}
