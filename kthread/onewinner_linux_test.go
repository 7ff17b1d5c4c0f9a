package kthread_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"rawthread/kthread"
)

// TestOneStarterWins has several goroutines and a raw thread call Start and
// Release of one prepared thread at once: one of them does it, and the others
// are told so.
func TestOneStarterWins(t *testing.T) {
	takeCensus(t)
	var started, released int
	for round := range max(churnCount()/100, 50) {
		var begin event
		var ran, rawWon atomic.Uint32
		th := prepare(t, func() { ran.Add(1) })
		raw := spawn(t, big, func() {
			begin.wait()
			if th.Start() == nil {
				rawWon.Store(1)
			}
		})
		calls := []func() error{th.Start, th.Release, th.Start, th.Release}
		errs := make([]error, len(calls))
		var wg sync.WaitGroup
		for i, call := range calls {
			wg.Add(1)
			go func() {
				defer wg.Done()
				begin.wait()
				for n := (round * (i + 1)) % 5; n > 0; n-- {
					kthread.Yield()
				}
				errs[i] = call()
			}()
		}
		begin.set()
		wg.Wait()
		if err := raw.Join(); err != nil {
			t.Fatal(err)
		}
		starts, releases := rawWon.Load(), uint32(0)
		for i, err := range errs {
			switch {
			case err == nil && i%2 == 0:
				starts++
			case err == nil:
				releases++
			case err != kthread.ErrStarted:
				t.Fatalf("round %d: call %d: %v", round, i, err)
			}
		}
		if starts+releases != 1 {
			t.Fatalf("round %d: %d calls of Start and %d of Release returned nil", round, starts, releases)
		}
		want := error(nil)
		if releases == 1 {
			released++
			want = kthread.ErrDetached
		} else {
			started++
		}
		if err := th.Join(); err != want || ran.Load() != starts {
			t.Fatalf("round %d: %d started it, Join: %v, want %v; it ran %d times", round, starts, err, want, ran.Load())
		}
	}
	t.Logf("%d started, %d released", started, released)
}
