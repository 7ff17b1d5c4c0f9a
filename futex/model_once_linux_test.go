//go:build model

package futex

import (
	"testing"

	"rawthread/internal/model"
)

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
