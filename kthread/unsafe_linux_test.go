package kthread_test

import (
	"errors"
	"strings"
	"testing"

	"rawthread/kthread"
	"rawthread/rawsafe"
)

// TestUnsafeBody has bodies refused by each way to give one, with nothing left,
// and the violation in the error.
func TestUnsafeBody(t *testing.T) {
	takeCensus(t)
	unsafe := func() { pointers = append(pointers, nil) } //kthread:unsafe
	for name, spawn := range map[string]func() (*kthread.Thread, error){
		"Go":      func() (*kthread.Thread, error) { return kthread.Go(unsafe) },
		"Spawn":   func() (*kthread.Thread, error) { return kthread.Spawn(big, unsafe) },
		"Prepare": func() (*kthread.Thread, error) { return kthread.Prepare(big, unsafe) },
	} {
		th, err := spawn()
		var v *rawsafe.Violation
		if th != nil || !errors.Is(err, kthread.ErrUnsafeBody) || !errors.As(err, &v) {
			t.Errorf("%s: %v, %v", name, th, err)
			continue
		}
		for _, want := range []string{"kthread: body ", "TestUnsafeBody.func", "unsafe_linux_test.go:", "can't run outside the Go runtime: it calls runtime."} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: the error has no %q: %v", name, want, err)
			}
		}
		if strings.Contains(err.Error(), "rawsafe: ") {
			t.Errorf("%s: two packages' names: %v", name, err)
		}
	}
	if n := len(kthread.Threads()); n != 0 {
		t.Errorf("%d threads are registered", n)
	}
}

type worker interface{ work() }

var anyWorker worker

type adder struct{ n *int }

func (a adder) work() { *a.n++ }

type grower struct{ list []int }

func (g *grower) work() { g.list = append(g.list, 1) }

// TestNamedCalls gives a body that makes indirect calls, without and with the
// functions that it can reach by them.
func TestNamedCalls(t *testing.T) {
	takeCensus(t)
	var n int
	anyWorker = adder{&n} // in a variable that the compiler can't look through
	cfg := big
	body := func() { anyWorker.work() }
	//kthread:unsafe
	if _, err := kthread.Spawn(cfg, body); !errors.Is(err, kthread.ErrUnsafeBody) || !strings.Contains(err.Error(), "Config.Calls") {
		t.Errorf("an indirect call: %v", err)
	}
	cfg.Calls = []any{(*grower).work}
	//kthread:unsafe
	if _, err := kthread.Spawn(cfg, body); !errors.Is(err, kthread.ErrUnsafeBody) || !strings.Contains(err.Error(), "growslice") {
		t.Errorf("an indirect call of what appends: %v", err)
	}
	cfg.Calls = []any{7}
	//kthread:unsafe
	if _, err := kthread.Spawn(cfg, body); !errors.Is(err, kthread.ErrInvalidConfig) {
		t.Errorf("a number in Config.Calls: %v", err)
	}
	cfg.Calls = []any{adder.work, (*adder).work}
	th := spawn(t, cfg, body)
	if err := th.Join(); err != nil || n != 1 {
		t.Errorf("Join: %v, worked %d times", err, n)
	}
}

// TestUnchecked has a body run that the check refuses, but that does no harm.
func TestUnchecked(t *testing.T) {
	takeCensus(t)
	var n int
	f := func() { n++ }
	cfg := big
	cfg.Unchecked = true
	if err := spawn(t, cfg, func() { f() }).Join(); err != nil || n != 1 {
		t.Errorf("Join: %v, ran %d times", err, n)
	}
}

func BenchmarkSpawnJoin(b *testing.B) {
	for _, unchecked := range []bool{false, true} {
		name := "checked"
		if unchecked {
			name = "unchecked"
		}
		b.Run(name, func(b *testing.B) {
			cfg := kthread.Config{StackSize: 64 << 10, Unchecked: unchecked}
			for b.Loop() {
				th, err := kthread.Spawn(cfg, func() {})
				if err != nil {
					b.Fatal(err)
				}
				th.Join()
			}
		})
	}
}
