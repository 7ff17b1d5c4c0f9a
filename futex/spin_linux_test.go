//go:build !model

package futex_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"rawthread/futex"
	"rawthread/kthread"
)

// BenchmarkSpin measures the spin policy: how long it takes two and eight raw
// threads to lock and unlock, with sections of some length under the lock and
// the same outside, for several limits. 0 sleeps at once.
func BenchmarkSpin(b *testing.B) {
	limit := futex.SpinLimit
	old := *limit
	defer func() { *limit = old }()
	for _, threads := range []int{2, 8} {
		for _, length := range []int{0, 50, 500, 5000} {
			for _, spins := range []uint32{0, 10, 40, 100, 400, 2000} {
				b.Run(fmt.Sprintf("threads=%d/length=%d/spins=%d", threads, length, spins), func(b *testing.B) {
					*limit = spins
					lockUnlock(b, threads, length)
				})
			}
		}
	}
}

func lockUnlock(b *testing.B, threads, length int) {
	var m futex.Mutex
	var sum uint32
	var all []*kthread.Thread
	each := b.N/threads + 1
	for range threads {
		th, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10}, func() {
			x := uint32(1)
			for range each {
				m.Lock()
				for range length {
					x = x*1664525 + 1013904223
				}
				sum += x
				m.Unlock()
				for range length {
					x = x*1664525 + 1013904223
				}
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, th)
	}
	for _, th := range all {
		if err := th.Join(); err != nil {
			b.Fatal(err)
		}
	}
}

// TestSpinThenPark waits for words that have changed, change soon, or don't.
func TestSpinThenPark(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		var word, other atomic.Uint32
		var now, past, later bool
		k.run(t, func() {
			now = futex.Private.SpinThenPark(&word, 1, futex.Monotonic, futex.Forever) == nil
			past = futex.Private.SpinThenPark(&word, 0, futex.Monotonic, futex.Deadline(time.Millisecond)) == futex.ErrTimeout
		})
		b := block(t, k, func() { later = futex.Shared.SpinThenPark(&other, 0, futex.Realtime, futex.Forever) == nil })
		b.isBlocked(t)
		other.Store(1)
		futex.Shared.Wake(addr(&other), 1)
		b.wait()
		if !now || !past || !later {
			t.Errorf("another value %v, timeout %v, a change %v", now, past, later)
		}
	})
}

// TestSpins: a process with one CPU does not spin.
func TestSpins(t *testing.T) {
	if futex.SpinsFor(1) != 0 || futex.SpinsFor(2) == 0 || futex.UsableCPUs() < 1 {
		t.Errorf("spins on 1 CPU: %d, on 2: %d; %d CPUs", futex.SpinsFor(1), futex.SpinsFor(2), futex.UsableCPUs())
	}
}

// TestBackoff: it pauses a few times, and then never again; not once with one CPU.
func TestBackoff(t *testing.T) {
	limit := futex.SpinLimit
	defer func(n uint32) { *limit = n }(*limit)
	for _, c := range []struct{ limit, pauses uint32 }{{0, 0}, {1, 1}, {8, 1}, {9, 2}, {100, 4}} {
		*limit = c.limit
		var b futex.Backoff
		pauses := uint32(0)
		for b.Pause() {
			pauses++
		}
		if pauses != c.pauses || b.Pause() {
			t.Errorf("limit %d: %d pauses, want %d", c.limit, pauses, c.pauses)
		}
	}
}
