package futex_test

import (
	"sync/atomic"
	"testing"
	"time"

	"rawthread/futex"
)

// TestFallbacks has the package do what it does on a kernel without futex_waitv
// and FUTEX_LOCK_PI2.
func TestFallbacks(t *testing.T) {
	defer futex.WithoutFeatures(futex.HasPI2 | futex.HasWaitV)()
	f := futex.Features()
	if f.WaitV || f.PI2 {
		t.Fatalf("%+v", f)
	}
	onBoth(t, func(t *testing.T, k kind) {
		var words [3]atomic.Uint32
		var list [3]futex.Waiter
		for i := range words {
			list[i] = futex.Waiter{Addr: addr(&words[i]), Scope: futex.Private}
		}
		for want := range words {
			var index, result int
			wait := k.start(t, func() {
				i, err := futex.WaitAny(list[:], futex.Monotonic, futex.Forever)
				index, result = i, number(err)
			})
			if want == 0 {
				untilWaiting(t, 1, futex.Private, list[0].Addr, 0)
			}
			words[want].Store(1)
			futex.Wake(list[want].Addr, 1)
			wait()
			if index != want || result != 0 {
				t.Errorf("WaitAny: %d, %v, want %d", index, what(result), want)
			}
			words[want].Store(0)
		}
		var late, single int
		var early bool
		k.run(t, func() {
			deadline := futex.Deadline(3 * time.Millisecond)
			_, err := futex.WaitAny(list[:], futex.Monotonic, deadline)
			late = number(err)
			_, err = futex.WaitAny(list[:1], futex.Realtime, futex.Realtime.Now()+1e6)
			single = number(err)
			early = futex.Monotonic.Now() < deadline
		})
		if what(late) != futex.ErrTimeout || what(single) != futex.ErrTimeout || early {
			t.Errorf("WaitAny: %v, of one word %v; before its time: %v", what(late), what(single), early)
		}
		if !f.PI {
			return
		}
		var lock, held, release atomic.Uint32
		owner := k.locked(t, func() {
			futex.Private.LockPI(addr(&lock), futex.Monotonic, futex.Deadline(time.Hour))
			held.Store(1)
			for release.Load() == 0 {
				futex.Wait(addr(&release), 0)
			}
			futex.Private.UnlockPI(addr(&lock))
		})
		for held.Load() == 0 {
			pass()
		}
		var past int
		k.locked(t, func() {
			deadline := futex.Deadline(3 * time.Millisecond)
			late = number(futex.Private.LockPI(addr(&lock), futex.Monotonic, deadline))
			early = futex.Monotonic.Now() < deadline
			past = number(futex.Private.LockPI(addr(&lock), futex.Monotonic, 0))
		})()
		if what(late) != futex.ErrTimeout || what(past) != futex.ErrTimeout || early {
			t.Errorf("LockPI: %v, with a deadline at the clock's start %v; before its time: %v", what(late), what(past), early)
		}
		var got int
		waiter := k.locked(t, func() {
			got = number(futex.Private.LockPI(addr(&lock), futex.Monotonic, futex.Deadline(time.Hour)))
			futex.Private.UnlockPI(addr(&lock))
		})
		for lock.Load()&futex.Waiters == 0 {
			pass()
		}
		release.Store(1)
		futex.Wake(addr(&release), 1)
		owner()
		waiter()
		if got != 0 || lock.Load() != 0 {
			t.Errorf("LockPI: %v, the word is %#x", what(got), lock.Load())
		}
	})
}

// TestShifted converts deadlines to a wall clock that is ahead, and to one that
// is behind, as on a machine without a battery.
func TestShifted(t *testing.T) {
	const end = futex.Forever
	for _, c := range []struct{ deadline, d, want int64 }{
		{10, 5, 15}, {10, 0, 10}, {10, -5, 5}, {10, -20, 0}, {0, -1, 0}, {end - 5, 5, end}, {end - 5, 6, end}, {end - 5, -6, end - 11}, {1, end, end},
	} {
		if got := futex.Shifted(c.deadline, c.d); got != c.want {
			t.Errorf("%d on a clock that is ahead by %d: %d, want %d", c.deadline, c.d, got, c.want)
		}
	}
}
