package futex_test

import (
	"os"
	"sync/atomic"
	"testing"

	"rawthread/futex"
)

// TestSelftestRequeue is futex_requeue (one waiter; ten, three woken and seven
// moved), and LTP's futex_cmp_requeue01.
func TestSelftestRequeue(t *testing.T) {
	cases := []struct{ waiters, wakes, moves int }{{1, 0, 1}, {10, 3, 7}, {10, 0, 10}, {10, 2, 6}, {100, 50, 50}, {100, 0, 70}}
	if os.Getenv("RAWTHREAD_EMULATOR") == "" && os.Getenv("RAWTHREAD_KERNEL") == "" && !testing.Short() {
		cases = append(cases, struct{ waiters, wakes, moves int }{1000, 100, 900}, struct{ waiters, wakes, moves int }{1000, 300, 500})
	}
	onBoth(t, func(t *testing.T, k kind) {
		for _, c := range cases {
			var from, to, woken atomic.Uint32
			wait := k.sleepers(t, c.waiters, &from, &woken, futex.AllBits)
			untilWaiting(t, c.waiters, futex.Private, addr(&from), 0)
			n, err := futex.Private.CmpRequeue(addr(&from), 0, c.wakes, c.moves, addr(&to))
			if err != nil {
				t.Fatal(err)
			}
			moved, stayed := waiting(t, futex.Private, addr(&to), 0), waiting(t, futex.Private, addr(&from), 0)
			// A signal takes a goroutine's thread out of the queue for a moment.
			if n > c.wakes+c.moves || moved > c.moves || k.raw && (n != c.wakes+c.moves || moved != c.moves || stayed != c.waiters-n) {
				t.Errorf("%+v: %d woken or moved, %d moved, %d stayed", c, n, moved, stayed)
			}
			for k.raw && woken.Load() < uint32(c.wakes) {
				pass()
			}
			if k.raw && woken.Load() != uint32(c.wakes) {
				t.Errorf("%+v: %d woken", c, woken.Load())
			}
			if n, err := futex.Wake(addr(&to), 1<<30); k.raw && n != c.moves || err != nil {
				t.Errorf("%+v: Wake where they were moved to: %d, %v", c, n, err)
			}
			for woken.Load() < uint32(c.waiters) {
				futex.Wake(addr(&from), 1<<30)
				futex.Wake(addr(&to), 1<<30)
				pass()
			}
			wait()
		}
	})
}

// TestLTPCmpRequeueErrors is futex_cmp_requeue02 and 03, and the same for the
// other calls that count or have two words.
func TestLTPCmpRequeueErrors(t *testing.T) {
	s := futex.Shared
	var a, b uint32
	bad := badMemory(t)
	f := futex.Features()
	op, err := futex.MakeOp(futex.OpAdd, 0, futex.CmpEqual, 0)
	if err != nil {
		t.Fatal(err)
	}
	call := func(n int, err error) error {
		if n != 0 {
			t.Errorf("%d threads found", n)
		}
		return err
	}
	for _, c := range []struct {
		what      string
		got, want error
	}{
		{"moving -1", call(s.CmpRequeue(&a, 0, 1, -1, &b)), futex.ErrInvalid},
		{"waking -1", call(s.CmpRequeue(&a, 0, -1, 1, &b)), futex.ErrInvalid},
		{"Requeue of -1", call(s.Requeue(&a, 1, -1, &b)), futex.ErrInvalid},
		{"Requeue waking -1", call(s.Requeue(&a, -1, 1, &b)), futex.ErrInvalid},
		{"WakeOp of -1", call(s.WakeOp(&a, -1, &b, 1, op)), futex.ErrInvalid},
		{"WakeOp of -1 at the second", call(s.WakeOp(&a, 1, &b, -1, op)), futex.ErrInvalid},
		{"CmpRequeuePI of -1", call(s.CmpRequeuePI(&a, 0, -1, &b)), futex.ErrInvalid},
		{"Requeue2 of -1", call(futex.Requeue2(&a, 0, 0, 1, -1, &b, 0)), futex.ErrInvalid},
		{"another value", call(s.CmpRequeue(&a, 1, 1, 1, &b)), futex.ErrChanged},
		{"first word unmapped", call(s.CmpRequeue(bad.unmapped, 0, 1, 1, &b)), futex.ErrFault},
		{"second word unmapped", call(s.CmpRequeue(&a, 0, 1, 1, bad.unmapped)), futex.ErrFault},
		{"first word without access", call(s.CmpRequeue(bad.none, 0, 1, 1, &b)), futex.ErrFault},
		{"second word without access", call(s.CmpRequeue(&a, 0, 1, 1, bad.none)), futex.ErrFault},
		{"to the same PI word", call(s.CmpRequeuePI(&a, 0, 1, &a)), orUnsupported(futex.ErrInvalid, f.RequeuePI)},
		{"WakeOp on memory that can't be written", call(s.WakeOp(&a, 1, bad.readOnly, 1, op)), orUnsupported(futex.ErrFault, f.WakeOp)},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
}
