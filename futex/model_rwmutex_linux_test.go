//go:build model

package futex

import (
	"testing"

	"rawthread/internal/model"
)

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
