package kthread_test

import (
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"rawthread/kthread"
)

// TestJoinDuringStart has a joiner wait for a thread that another goroutine
// starts meanwhile: of a thread that stays joinable, of one that is detached
// from the start, and of one whose set-up fails. None of the calls may hang.
func TestJoinDuringStart(t *testing.T) {
	for _, c := range []struct {
		name string
		cfg  kthread.Config
		fail bool
		join []error
	}{
		{"joinable", kthread.Config{}, false, []error{nil}},
		{"named", kthread.Config{Name: "race"}, false, []error{nil}},
		{"detached", kthread.Config{Detached: true}, false, []error{kthread.ErrDetached}},
		{"named detached", kthread.Config{Name: "race", Detached: true}, false, []error{kthread.ErrDetached}},
		{"set-up fails", kthread.Config{CPUs: []int{100_000}}, true, []error{nil, kthread.ErrDetached, kthread.ErrJoined}},
	} {
		t.Run(c.name, func(t *testing.T) {
			takeCensus(t)
			c.cfg.StackSize = bigStack
			for round := range min(max(churnCount()/50, 20), 200) {
				joinDuringStart(t, round, c.cfg, c.fail, c.join)
				if t.Failed() {
					return
				}
			}
		})
	}
}

func joinDuringStart(t *testing.T, round int, cfg kthread.Config, fail bool, want []error) {
	th, err := kthread.Prepare(cfg, func() {})
	if err != nil {
		t.Fatal(err)
	}
	started, joined := make(chan error, 1), make(chan error, 1)
	var watching atomic.Uint32
	go func() {
		for {
			err := th.Join()
			if err != kthread.ErrNotStarted {
				joined <- err
				return
			}
			watching.Store(1)
			runtime.Gosched()
		}
	}()
	go func() {
		for watching.Load() == 0 {
			runtime.Gosched()
		}
		started <- th.Start()
	}()
	limit := time.After(20 * time.Second)
	for range 2 {
		select {
		case err := <-started:
			if fail != errors.Is(err, kthread.ErrSetup) || !fail && err != nil {
				t.Errorf("round %d: Start: %v", round, err)
			}
			started = nil
		case err := <-joined:
			ok := false
			for _, w := range want {
				ok = ok || err == w
			}
			if !ok {
				t.Errorf("round %d: Join: %v, want one of %v", round, err, want)
			}
			joined = nil
		case <-limit:
			t.Errorf("round %d: Start hangs: %v, Join hangs: %v", round, started != nil, joined != nil)
			return
		}
	}
}
