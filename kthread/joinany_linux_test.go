package kthread_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rawthread/kthread"
	"rawthread/rawsafe"
)

// joinables starts n threads that each wait for their event.
func joinables(t *testing.T, n int) ([]*kthread.Thread, []event) {
	t.Helper()
	ends := make([]event, n)
	threads := make([]*kthread.Thread, n)
	for i := range threads {
		threads[i] = spawn(t, kthread.Config{StackSize: 32 << 10}, ends[i].wait)
	}
	return threads, ends
}

func TestJoinAny(t *testing.T) {
	takeCensus(t)
	threads, ends := joinables(t, 5)
	for _, want := range []int{3, 0, 4, 1, 2} {
		left := len(threads)
		list := make([]*kthread.Thread, 0, left)
		at := -1
		for i, th := range threads {
			if th != nil {
				if i == want {
					at = len(list)
				}
				list = append(list, th)
			}
		}
		if i, err := kthread.JoinAnyTimeout(0, list...); i != -1 || err != kthread.ErrTimeout {
			t.Fatalf("none has ended: %d, %v", i, err)
		}
		go ends[want].set()
		if i, err := kthread.JoinAny(list...); i != at || err != nil {
			t.Fatalf("JoinAny: %d, %v, want %d", i, err, at)
		}
		if err := threads[want].Join(); err != kthread.ErrJoined {
			t.Errorf("Join after JoinAny: %v", err)
		}
		if i, err := kthread.JoinAny(list...); i != at || err != kthread.ErrJoined {
			t.Errorf("JoinAny with a thread that was joined: %d, %v, want %d", i, err, at)
		}
		threads[want] = nil
	}
}

// TestJoinAnyRaw has a raw thread join others, and one that it is given last.
func TestJoinAnyRaw(t *testing.T) {
	takeCensus(t)
	threads, ends := joinables(t, 3)
	var codes [4]uint32
	var got [4]int
	ctx := t.Context()
	unchecked := kthread.Config{Unchecked: true} // the last call is refused at run time
	outer := spawn(t, unchecked, func() {
		i, err := kthread.JoinAny(threads...)
		got[0], codes[0] = i, code(err)
		i, err = kthread.JoinAnyTimeout(5*time.Millisecond, threads[0], threads[2])
		got[1], codes[1] = i, code(err)
		i, err = kthread.JoinAny(threads[0], kthread.Self())
		got[2], codes[2] = i, code(err)
		i, err = kthread.JoinAnyContext(ctx, threads...)
		got[3], codes[3] = i, code(err)
	})
	ends[1].set()
	if err := outer.Join(); err != nil {
		t.Fatal(err)
	}
	want := [4]error{nil, kthread.ErrTimeout, kthread.ErrDeadlock, kthread.ErrGoroutineOnly}
	for i, c := range codes {
		if c != code(want[i]) {
			t.Errorf("call %d: %s, want %v", i, codeName(c), want[i])
		}
	}
	if got != [4]int{1, -1, 1, -1} {
		t.Errorf("indices %v", got)
	}
	ends[0].set()
	ends[2].set()
	for _, i := range []int{0, 2} {
		if err := threads[i].Join(); err != nil {
			t.Error(err)
		}
	}
}

func TestJoinAnyRefuses(t *testing.T) {
	takeCensus(t)
	threads, ends := joinables(t, 2)
	prepared := prepare(t, func() {})
	var end event
	detached := spawn(t, big, end.wait)
	if err := detached.Detach(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what    string
		threads []*kthread.Thread
		at      int
		want    error
	}{
		{"no thread", nil, -1, kthread.ErrInvalidConfig},
		{"a nil handle", []*kthread.Thread{threads[0], nil}, 1, kthread.ErrInvalidConfig},
		{"a zero handle", []*kthread.Thread{threads[0], {}}, 1, kthread.ErrInvalidConfig},
		{"a prepared thread", []*kthread.Thread{threads[0], threads[1], prepared}, 2, kthread.ErrNotStarted},
		{"a detached thread", []*kthread.Thread{detached, threads[0]}, 0, kthread.ErrDetached},
	} {
		if i, err := kthread.JoinAny(c.threads...); i != c.at || !errors.Is(err, c.want) {
			t.Errorf("%s: %d, %v, want %d, %v", c.what, i, err, c.at, c.want)
		}
	}
	// Detached while JoinAny waits.
	result := make(chan error, 1)
	go func() {
		_, err := kthread.JoinAny(threads...)
		result <- err
	}()
	for kthread.Waiters(threads[1]) == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := threads[1].Detach(); err != nil {
		t.Fatal(err)
	}
	if err := <-result; err != kthread.ErrDetached {
		t.Errorf("detached meanwhile: %v", err)
	}
	ends[0].set()
	ends[1].set()
	end.set()
	if err := threads[0].Join(); err != nil {
		t.Error(err)
	}
	if err := prepared.Release(); err != nil {
		t.Error(err)
	}
}

func TestJoinAnyContext(t *testing.T) {
	takeCensus(t)
	threads, ends := joinables(t, 3)
	cause := errors.New("the cause")
	ctx, cancel := context.WithCancelCause(t.Context())
	result := make(chan error, 1)
	go func() {
		i, err := kthread.JoinAnyContext(ctx, threads...)
		if i != -1 {
			t.Errorf("index %d at the end of the context", i)
		}
		result <- err
	}()
	for kthread.Waiters(threads[2]) == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel(cause)
	if err := <-result; !errors.Is(err, cause) {
		t.Errorf("JoinAnyContext: %v, want the cause", err)
	}
	for want := range threads {
		ends[want].set()
		if i, err := kthread.JoinAnyContext(t.Context(), threads[want:]...); i != 0 || err != nil {
			t.Errorf("JoinAnyContext: %d, %v", i, err)
		}
	}
}

// TestJoinAnyMany waits for more threads than one sleep can.
func TestJoinAnyMany(t *testing.T) {
	takeCensus(t)
	threads, ends := joinables(t, 300)
	for _, want := range []int{299, 0, 126, 127, 250} {
		done := make(chan struct{})
		go func() { defer close(done); ends[want].set() }()
		i, err := kthread.JoinAny(threads...)
		if err != nil || threads[i].Join() != kthread.ErrJoined || ends[want].word.Load() != 1 {
			t.Fatalf("JoinAny: %d, %v, want %d", i, err, want)
		}
		<-done
		if i != want {
			t.Fatalf("JoinAny took %d, want %d", i, want)
		}
		ends[want].word.Store(0)
		threads[want] = spawn(t, kthread.Config{StackSize: 32 << 10}, ends[want].wait)
	}
	if i, err := kthread.JoinAnyTimeout(10*time.Millisecond, threads...); i != -1 || err != kthread.ErrTimeout {
		t.Errorf("JoinAnyTimeout: %d, %v", i, err)
	}
	for i := range ends {
		ends[i].set()
	}
	for len(threads) > 0 {
		i, err := kthread.JoinAny(threads...)
		if err != nil {
			t.Fatal(err)
		}
		threads = append(threads[:i], threads[i+1:]...)
	}
}

// TestJoinAnyPassesOn: threads end at once that several wait for, by Join and
// by JoinAny, which gets the kernel's one wake of each and returns with one.
func TestJoinAnyPassesOn(t *testing.T) {
	takeCensus(t)
	for round := range max(50, churnCount()/100) {
		var begin event
		const n = 3
		var threads [n]*kthread.Thread
		for i := range threads {
			threads[i] = spawn(t, kthread.Config{StackSize: 32 << 10}, begin.wait)
		}
		var wg sync.WaitGroup
		var any, each atomic.Int32
		check := func(err error, good *atomic.Int32) {
			switch err {
			case nil:
				good.Add(1)
			case kthread.ErrJoined: // it came late
			default:
				t.Errorf("round %d: %v", round, err)
			}
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, err := kthread.JoinAny(threads[:]...)
			check(err, &any)
		}()
		for _, th := range threads {
			wg.Add(1)
			go func() {
				defer wg.Done()
				check(th.Join(), &each)
			}()
		}
		if round%2 == 0 {
			for _, th := range threads {
				for kthread.Waiters(th) < 2 {
					runtime.Gosched()
				}
			}
		}
		begin.set()
		wg.Wait()
		if round%2 == 0 && (any.Load() != 1 || each.Load() != n) {
			t.Fatalf("round %d: %d by JoinAny, %d by Join", round, any.Load(), each.Load())
		}
	}
}

func TestJoinAnyIsRawSafe(t *testing.T) {
	var list []*kthread.Thread
	for name, body := range map[string]func(){
		"a list":     func() { kthread.JoinAny(list...) },
		"arguments":  func() { kthread.JoinAny(kthread.Self(), kthread.Self()) },
		"a deadline": func() { kthread.JoinAnyTimeout(1, list...) },
	} {
		if err := rawsafe.Check(body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
