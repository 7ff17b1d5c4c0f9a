package futex_test

import (
	"sync/atomic"
	"testing"
	"time"

	"rawthread/futex"
)

// TestWaitV waits for several words in one call.
func TestWaitV(t *testing.T) {
	need(t, futex.Features().WaitV, "futex_waitv")
	onBoth(t, func(t *testing.T, k kind) {
		var words [futex.MaxWaiters]atomic.Uint32
		var list [futex.MaxWaiters]futex.Waiter
		for i := range words {
			list[i] = futex.Waiter{Addr: addr(&words[i]), Scope: futex.Scope(i%2) * futex.Private}
		}
		for _, n := range []int{1, 2, 77, futex.MaxWaiters} {
			var index, e int
			wait := k.start(t, func() {
				i, err := futex.WaitV(list[:n], futex.Monotonic, futex.Forever)
				for err == futex.ErrInterrupted {
					i, err = futex.WaitV(list[:n], futex.Monotonic, futex.Forever)
				}
				index, e = i, number(err)
			})
			last := &list[n-1]
			until(t, 1, func() (int, error) { return last.Scope.Wake(last.Addr, 1) })
			wait()
			if index != n-1 || e != 0 {
				t.Errorf("of %d: index %d, %v", n, index, what(e))
			}
		}
		var mono, real, changed, many, none int
		k.run(t, func() {
			_, err := futex.WaitV(list[:3], futex.Monotonic, futex.Deadline(time.Millisecond))
			mono = number(err)
			_, err = futex.WaitV(list[:3], futex.Realtime, futex.Realtime.Now()+1e6)
			real = number(err)
			words[2].Store(1)
			_, err = futex.WaitV(list[:3], futex.Monotonic, futex.Forever)
			changed = number(err)
			_, err = futex.WaitV(list[:0], futex.Monotonic, futex.Forever)
			none = number(err)
			_, err = futex.WaitV(make([]futex.Waiter, 129)[:], futex.Monotonic, 0)
			many = number(err)
		})
		if what(mono) != futex.ErrTimeout || what(real) != futex.ErrTimeout || what(changed) != futex.ErrChanged || what(none) != futex.ErrTooMany || what(many) != futex.ErrTooMany {
			t.Errorf("timeouts %v, %v; another value %v; no words %v; too many %v", what(mono), what(real), what(changed), what(none), what(many))
		}
	})
}

// TestWaitAny waits for several words, on every kernel.
func TestWaitAny(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		var words [5]atomic.Uint32
		var list [5]futex.Waiter
		for i := range words {
			list[i] = futex.Waiter{Addr: addr(&words[i]), Scope: futex.Private}
		}
		for want := range words {
			index, e := -2, -1
			wait := k.start(t, func() {
				i, err := futex.WaitAny(list[:], futex.Monotonic, futex.Forever)
				index, e = i, number(err)
			})
			for range 10 {
				futex.Wake(addr(&words[0]), 1) // wakes without a change are slept through
				pass()
			}
			words[want].Store(1)
			futex.Wake(addr(&words[want]), 1)
			wait()
			if index != want || e != 0 {
				t.Errorf("word %d: index %d, %v", want, index, what(e))
			}
			words[want].Store(0)
		}
		var late, none int
		k.run(t, func() {
			_, err := futex.WaitAny(list[:], futex.Monotonic, futex.Deadline(3*time.Millisecond))
			late = number(err)
			_, err = futex.WaitAny(nil, futex.Monotonic, 0)
			none = number(err)
		})
		if what(late) != futex.ErrTimeout || what(none) != futex.ErrTooMany {
			t.Errorf("deadline %v, no words %v", what(late), what(none))
		}
	})
}

// TestFutex2 waits, wakes and moves by the calls of Linux 6.7.
func TestFutex2(t *testing.T) {
	f := futex.Features()
	need(t, f.Futex2, "futex_wait, futex_wake, futex_requeue")
	flags := []futex.Flags{0, futex.ThisProcess}
	if f.NUMA {
		flags = append(flags, futex.NUMA|futex.ThisProcess, futex.NUMA)
	}
	onBoth(t, func(t *testing.T, k kind) {
		for _, fl := range flags {
			from := futex.NUMAWord{Node: futex.AnyNode}
			k.moves(t, func() bool { return requeueThree(t, k, &from, fl) })
			var late, changed, noBits int
			k.run(t, func() {
				late = number(futex.Wait2(&from.Word, 0, 1, fl, futex.Realtime, futex.Realtime.Now()+1e6))
				changed = number(futex.Wait2(&from.Word, 1, 1, fl, futex.Monotonic, futex.Forever))
				noBits = number(futex.Wait2(&from.Word, 0, 0, fl, futex.Monotonic, futex.Forever))
			})
			if what(late) != futex.ErrTimeout || what(changed) != futex.ErrChanged || what(noBits) != futex.ErrInvalid {
				t.Errorf("flags %d: deadline %v; another value %v; no bits %v", fl, what(late), what(changed), what(noBits))
			}
			if fl&futex.NUMA != 0 && from.Node > 1024 {
				t.Errorf("the kernel stored no node: %#x", from.Node)
			}
		}
	})
}

// requeueThree has three wait at from; one is woken there, two are moved, and woken
// where they were moved to. It reports whether they were there.
func requeueThree(t *testing.T, k kind, from *futex.NUMAWord, fl futex.Flags) bool {
	to := futex.NUMAWord{Node: futex.AnyNode}
	var results [3]int
	var all []func()
	for i := range results {
		all = append(all, k.start(t, func() {
			err := futex.Wait2(&from.Word, 0, futex.AllBits, fl, futex.Monotonic, futex.Forever)
			for err == futex.ErrInterrupted {
				err = futex.Wait2(&from.Word, 0, futex.AllBits, fl, futex.Monotonic, futex.Forever)
			}
			results[i] = number(err)
		}))
	}
	wake := func(w *uint32, n int) int {
		n, err := futex.Wake2(w, futex.AllBits, n, fl)
		if err != nil {
			t.Errorf("flags %d: %v", fl, err)
		}
		return n
	}
	until(t, 1, func() (int, error) { return futex.Wake2(&from.Word, 1, 1, fl) })
	for moved := 0; moved < 2; pass() {
		n, err := futex.Requeue2(&from.Word, 0, fl, 0, 9, &to.Word, fl)
		if moved += n; err != nil {
			t.Fatalf("flags %d: %v", fl, err)
		}
	}
	if _, err := futex.Requeue2(&from.Word, 1, fl, 0, 9, &to.Word, fl); err != futex.ErrChanged {
		t.Errorf("flags %d: moving at another value: %v", fl, err)
	}
	there := wake(&to.Word, 9)
	until(t, 2-there, func() (int, error) { return wake(&from.Word, 9) + wake(&to.Word, 9), nil })
	for _, wait := range all {
		wait()
	}
	if results != [3]int{} {
		t.Errorf("flags %d: waits %v", fl, results)
	}
	return there == 2
}

func TestFeatures(t *testing.T) {
	f := futex.Features()
	t.Logf("%+v", f)
	if !f.Bitset || !f.Requeue {
		t.Error("every kernel that Go runs on has these")
	}
	if f.Futex2 && !f.WaitV || f.NUMA && !f.Futex2 {
		t.Error("a newer operation without an older one")
	}
}
