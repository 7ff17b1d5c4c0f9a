package model_test

import (
	"errors"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"unsafe"

	. "rawthread/internal/model"
)

// A lock is the textbook's, of three states, with switches for mistakes.
type lock struct {
	w Uint32
	mistakes
}

type mistakes struct {
	wakeFirst  bool // wake before the store
	forgetWait bool // the sleeper takes the lock as if nobody else waited
	noLoop     bool // a wake is taken for the lock
	plainStore bool
	noWake     bool
}

func addr(w *Uint32) *uint32 { return (*uint32)(unsafe.Pointer(w)) }

func (l *lock) Lock() {
	if l.w.CompareAndSwap(0, 1) {
		return
	}
	mark := uint32(2)
	for l.w.Swap(mark) != 0 {
		Wait(addr(&l.w), 2, -1, ^uint32(0))
		if l.forgetWait {
			mark = 1
		}
		if l.noLoop {
			return
		}
	}
}

func (l *lock) Unlock() {
	switch {
	case l.wakeFirst:
		if l.w.Load() == 2 {
			Wake(addr(&l.w), 1, ^uint32(0))
		}
		l.w.Store(0)
	case l.plainStore:
		contended := l.w.Load() == 2
		l.w.StorePlain(0)
		if contended {
			Wake(addr(&l.w), 1, ^uint32(0))
		}
	case l.w.Swap(0) == 2 && !l.noWake:
		Wake(addr(&l.w), 1, ^uint32(0))
	}
}

func lockModel(threads, rounds int, with mistakes) func(*Run) {
	return func(m *Run) {
		l := &lock{mistakes: with}
		n := new(Var[int])
		Name(m, "lock", l)
		Name(m, "n", n)
		m.Group(threads, "t", func() {
			for range rounds {
				l.Lock()
				n.Set(n.Get() + 1)
				l.Unlock()
			}
		})
		m.Check(func() error {
			if n.Get() != threads*rounds {
				return errors.New("an increment was lost")
			}
			return nil
		})
	}
}

func TestLock(t *testing.T) {
	onAMD64(t)
	Explore(t, Config{Spurious: 1, Signals: 1}, lockModel(3, 1, mistakes{}))
	Explore(t, Config{}, lockModel(2, 3, mistakes{}))
}

// TestLockMistakes has each mistake found, and its schedule make it again.
func TestLockMistakes(t *testing.T) {
	onAMD64(t)
	for _, c := range []struct {
		name  string
		with  mistakes
		cfg   Config
		kinds string
	}{
		{"wake first", mistakes{wakeFirst: true}, Config{}, "deadlock"},
		{"forget the others", mistakes{forgetWait: true}, Config{}, "deadlock"},
		{"no loop", mistakes{noLoop: true}, Config{}, "race"},
		{"no wake", mistakes{noWake: true}, Config{}, "deadlock"},
		{"plain store", mistakes{plainStore: true}, Config{}, "race deadlock check"},
	} {
		t.Run(c.name, func(t *testing.T) {
			build := lockModel(3, 1, c.with)
			res := Find(c.cfg, build)
			f := res.Failure
			if f == nil {
				t.Fatal("missed")
			}
			if !strings.Contains(c.kinds, f.Kind) || !f.Shortest {
				t.Errorf("want the shortest way to %s", c.kinds)
			}
			t.Log(f)
			events, err := ParseSchedule(f.Schedule)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Replay(c.cfg, build, events)
			if err != nil {
				t.Fatal(err)
			}
			if again.Error() != strings.Replace(f.Error(), "the shortest", "the first found", 1) {
				t.Errorf("again it is:\n%v", again)
			}
		})
	}
}

// onAMD64 skips a test where the explorer can't work.
func onAMD64(t *testing.T) {
	t.Helper()
	if runtime.GOARCH != "amd64" {
		t.Skip("the explorer reads goroutines' stacks as the compiler lays them out on amd64: models run there")
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "-gcflags" && strings.Contains(s.Value, "-N") {
				t.Skip("without optimisation stacks hold what is not the thread's state")
			}
		}
	}
}
