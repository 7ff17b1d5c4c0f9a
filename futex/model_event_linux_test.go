//go:build model

package futex

import (
	"testing"

	"rawthread/internal/model"
)

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
