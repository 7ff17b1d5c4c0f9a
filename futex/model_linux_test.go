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
