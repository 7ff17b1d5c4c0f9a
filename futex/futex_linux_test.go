package futex_test

import (
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"rawthread/futex"
	"rawthread/kthread"
)

// again repeats a wait that a signal ended: the Go runtime sends some.
func again(wait func() error) error {
	for {
		if err := wait(); err != futex.ErrInterrupted {
			return err
		}
	}
}

func TestErrors(t *testing.T) {
	var word uint32
	if err := again(func() error { return futex.Wait(&word, 1) }); err != futex.ErrChanged {
		t.Errorf("Wait on another value: %v", err)
	}
	for _, s := range []futex.Scope{futex.Private, futex.Shared} {
		start := time.Now()
		if err := again(func() error { return s.WaitTimeout(&word, 0, 20*time.Millisecond) }); err != futex.ErrTimeout || time.Since(start) < 20*time.Millisecond {
			t.Errorf("scope %d: WaitTimeout: %v after %v", s, err, time.Since(start))
		}
		if err := again(func() error { return s.WaitTimeout(&word, 0, -time.Second) }); err != futex.ErrTimeout {
			t.Errorf("scope %d: WaitTimeout(-1s): %v", s, err)
		}
		if err := again(func() error {
			return s.WaitUntil(&word, 0, futex.Realtime, futex.Realtime.Now()+int64(5*time.Millisecond))
		}); err != futex.ErrTimeout {
			t.Errorf("scope %d: WaitUntil by the wall clock: %v", s, err)
		}
		if err := s.WaitUntil(&word, 0, futex.Monotonic, -1); err != futex.ErrInvalid {
			t.Errorf("scope %d: WaitUntil(-1): %v", s, err)
		}
	}
	if n, err := futex.Wake(&word, 1); n != 0 || err != nil {
		t.Errorf("Wake without waiters: %d, %v", n, err)
	}
	unaligned := (*uint32)(unsafe.Add(unsafe.Pointer(&[2]uint32{}), 1))
	if err := futex.Wait(unaligned, 0); err != futex.ErrInvalid {
		t.Errorf("Wait on an unaligned word: %v", err)
	}
}

// play waits for its turn and gives it away, many times.
func play(scope futex.Scope, turn *atomic.Uint32, mine uint32) {
	addr := (*uint32)(unsafe.Pointer(turn))
	for range 500 {
		for {
			v := turn.Load()
			if v == mine {
				break
			}
			scope.WaitTimeout(addr, v, time.Second)
		}
		turn.Store(1 - mine)
		scope.Wake(addr, 1)
	}
}

// TestPingPong hands a turn to and fro between each pair of kinds of thread.
func TestPingPong(t *testing.T) {
	for _, scope := range []futex.Scope{futex.Private, futex.Shared} {
		var turn atomic.Uint32
		th, err := kthread.Go(func() { play(scope, &turn, 1) })
		if err != nil {
			t.Fatal(err)
		}
		play(scope, &turn, 0) // a goroutine against a raw thread
		if err := th.Join(); err != nil {
			t.Fatal(err)
		}
		a, err := kthread.Go(func() { play(scope, &turn, 0) })
		if err != nil {
			t.Fatal(err)
		}
		b, err := kthread.Go(func() { play(scope, &turn, 1) })
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Join(); err != nil {
			t.Error(err)
		}
		if err := b.Join(); err != nil {
			t.Error(err)
		}
		if turn.Load() != 0 {
			t.Errorf("scope %d: it is %d's turn", scope, turn.Load())
		}
	}
}

func TestClocks(t *testing.T) {
	a := futex.Monotonic.Now()
	time.Sleep(time.Millisecond)
	if b := futex.Monotonic.Now(); b-a < int64(time.Millisecond) {
		t.Errorf("%d ns passed in 1 ms", b-a)
	}
	if d := time.Since(time.Unix(0, futex.Realtime.Now())); d < 0 || d > time.Minute {
		t.Errorf("the wall clock is off by %v", d)
	}
}
