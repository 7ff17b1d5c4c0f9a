package futex_test

import (
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"rawthread/futex"
)

func TestErrno(t *testing.T) {
	for err, errno := range map[error]syscall.Errno{futex.ErrTimeout: syscall.ETIMEDOUT, futex.ErrUnsupported: syscall.ENOSYS, futex.ErrChanged: syscall.EAGAIN} {
		if !errors.Is(err, errno) || errors.Is(err, syscall.EINTR) {
			t.Errorf("%v does not stand for %v alone", err, errno)
		}
	}
}

// TestBits wakes waiters by their bits.
func TestBits(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		var word, low, high atomic.Uint32
		waitLow := k.sleepers(t, 2, &word, &low, 1)
		waitHigh := k.sleepers(t, 2, &word, &high, 1<<31)
		until(t, 2, func() (int, error) { return futex.Private.WakeBits(addr(&word), 9, 1<<31) })
		waitHigh()
		if n, err := futex.Private.WakeBits(addr(&word), 9, 2); n != 0 || err != nil {
			t.Errorf("nobody has this bit: %d, %v", n, err)
		}
		until(t, 2, func() (int, error) { return futex.Private.WakeBits(addr(&word), 1, 3) })
		waitLow()
	})
	var word uint32
	if err := futex.Private.WaitBits(&word, 0, 0, futex.Monotonic, 0); err != futex.ErrInvalid {
		t.Errorf("no bits: %v", err)
	}
}

// TestRequeue moves waiters from word to word.
func TestRequeue(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		k.moves(t, func() bool { return requeueFive(t, k) })
	})
}

// requeueFive reports whether all were at the words that they were moved to; however
// many were elsewhere, none is lost.
func requeueFive(t *testing.T, k kind) bool {
	var from, to, woken atomic.Uint32
	wait := k.sleepers(t, 5, &from, &woken, futex.AllBits)
	defer wait()
	if _, err := futex.Private.CmpRequeue(addr(&from), 1, 1, 9, addr(&to)); err != futex.ErrChanged {
		t.Errorf("of another value: %v", err)
	}
	wake := func(w *atomic.Uint32) int {
		n, err := futex.Wake(addr(w), 9)
		if err != nil {
			t.Error(err)
		}
		return n
	}
	rest := func(n int) { until(t, n, func() (int, error) { return wake(&from) + wake(&to), nil }) }
	// Each goes to the other word, none is woken.
	for moved := 0; moved < 5; pass() {
		n, err := futex.Private.CmpRequeue(addr(&from), 0, 0, 9, addr(&to))
		if moved += n; err != nil {
			t.Fatal(err)
		}
	}
	if n := woken.Load(); n != 0 {
		t.Errorf("%d were woken", n)
	}
	if n := wake(&from); n != 0 {
		rest(5 - n)
		return false
	}
	// Two are woken, two go back, one stays.
	n, err := futex.Private.Requeue(addr(&to), 2, 2, addr(&from))
	if n > 4 || err != nil {
		t.Errorf("Requeue: %d, %v", n, err)
	}
	if n < 2 {
		rest(5 - n)
		return false
	}
	for woken.Load() < 2 {
		pass()
	}
	stayed, back := wake(&to), wake(&from)
	rest(3 - stayed - back)
	return stayed == 1 && back == 2
}

// TestWakeOp compares what the kernel does to the second word, and whether it
// wakes its waiters, with Go's arithmetic.
func TestWakeOp(t *testing.T) {
	need(t, futex.Features().WakeOp, "FUTEX_WAKE_OP")
	apply := func(do futex.Arithmetic, old, arg uint32) uint32 {
		if do&futex.OpBit != 0 {
			arg = 1 << arg
		}
		switch do &^ futex.OpBit {
		case futex.OpAdd:
			return old + arg
		case futex.OpOr:
			return old | arg
		case futex.OpAndNot:
			return old &^ arg
		case futex.OpXor:
			return old ^ arg
		}
		return arg
	}
	compare := func(how futex.Comparison, a, b int32) bool {
		return [...]bool{a == b, a != b, a < b, a <= b, a > b, a >= b}[how]
	}
	onBoth(t, func(t *testing.T, k kind) {
		r := rand.New(rand.NewPCG(1, 2))
		for round := range 200 {
			do := futex.Arithmetic(r.IntN(5)) | futex.Arithmetic(r.IntN(2))*futex.OpBit
			how := futex.Comparison(r.IntN(6))
			arg, is := r.IntN(4096)-2048, r.IntN(4096)-2048
			if do&futex.OpBit != 0 {
				arg = r.IntN(32)
			}
			old := uint32(r.IntN(4096) - 2048)
			if round%2 == 0 {
				old = uint32(is)
			}
			op, err := futex.MakeOp(do, arg, how, is)
			if err != nil {
				t.Fatal(err)
			}
			var first, second, woken atomic.Uint32
			var n, e int
			second.Store(old)
			k.run(t, func() {
				woke, err := futex.Private.WakeOp(addr(&first), 1, addr(&second), 1, op)
				n, e = woke, number(err)
			})
			if want := apply(do, old, uint32(arg)); second.Load() != want || n != 0 || e != 0 {
				t.Fatalf("%d %d on %d: %d, %v; the word is %d, want %d", do, arg, old, n, what(e), second.Load(), want)
			}
			if round >= 12 {
				continue
			}
			// One sleeps at the second word, and its value stays: Or with 0.
			op, _ = futex.MakeOp(futex.OpOr, 0, how, is)
			second.Store(0)
			wait := k.sleepers(t, 1, &second, &woken, futex.AllBits)
			if compare(how, 0, int32(is)) {
				until(t, 1, func() (int, error) { return futex.Private.WakeOp(addr(&first), 1, addr(&second), 1, op) })
			} else {
				for range 20 {
					if n, err := futex.Private.WakeOp(addr(&first), 1, addr(&second), 1, op); n != 0 || err != nil {
						t.Fatalf("0 does not pass %d %d, and %d were woken, %v", how, is, n, err)
					}
					pass()
				}
				until(t, 1, func() (int, error) { return futex.Wake(addr(&second), 1) })
			}
			wait()
		}
	})
	for _, bad := range []struct {
		do      futex.Arithmetic
		arg, is int
		how     futex.Comparison
	}{{5, 0, 0, 0}, {futex.OpSet, 2048, 0, 0}, {futex.OpSet, -2049, 0, 0}, {futex.OpSet, 0, 2048, 0}, {futex.OpSet, 0, 0, 6}, {futex.OpOr | futex.OpBit, 32, 0, 0}, {futex.OpOr | futex.OpBit, -1, 0, 0}} {
		if op, err := futex.MakeOp(bad.do, bad.arg, bad.how, bad.is); err != futex.ErrInvalid {
			t.Errorf("MakeOp(%+v) = %#x, %v", bad, op, err)
		}
	}
}

// TestForever sleeps without a deadline on both clocks.
func TestForever(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		for _, c := range []futex.Clock{futex.Monotonic, futex.Realtime} {
			var word atomic.Uint32
			wait := k.start(t, func() {
				for word.Load() == 0 {
					futex.Private.WaitUntil(addr(&word), 0, c, futex.Forever)
				}
			})
			word.Store(1)
			futex.Wake(addr(&word), 1)
			wait()
		}
	})
	if d := futex.Deadline(1<<63 - 1); d != futex.Forever {
		t.Errorf("Deadline of the end of time: %d", d)
	}
	if d, now := futex.Deadline(-time.Hour), futex.Monotonic.Now(); d > now || d < now-int64(time.Minute) {
		t.Errorf("Deadline of an hour ago: %d, now %d", d, now)
	}
}
