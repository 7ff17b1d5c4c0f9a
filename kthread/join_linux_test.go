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
)

var big = kthread.Config{StackSize: bigStack}

// spawn starts a thread or fails the test.
func spawn(t *testing.T, cfg kthread.Config, body func()) *kthread.Thread {
	t.Helper()
	th, err := kthread.Spawn(cfg, body)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func prepare(t *testing.T, body func()) *kthread.Thread {
	t.Helper()
	th, err := kthread.Prepare(big, body)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func TestSeveralJoiners(t *testing.T) {
	takeCensus(t)
	var end event
	th := spawn(t, big, end.wait)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := th.Join(); err != nil {
				t.Errorf("a goroutine's Join: %v", err)
			}
		}()
	}
	var good atomic.Uint32
	var raw []*kthread.Thread
	for range 4 {
		raw = append(raw, spawn(t, big, func() {
			if th.Join() == nil {
				good.Add(1)
			}
		}))
	}
	// Who calls Join when it is over gets ErrJoined: all must be there before.
	for begin := time.Now(); kthread.Waiters(th) < 8 && time.Since(begin) < 30*time.Second; {
		time.Sleep(time.Millisecond)
	}
	end.set()
	wg.Wait()
	for _, r := range raw {
		if err := r.Join(); err != nil {
			t.Error(err)
		}
	}
	if good.Load() != 4 {
		t.Errorf("%d of 4 raw joiners returned nil", good.Load())
	}
}

// TestJoinDetachExitRace has joiners and a detacher meet a thread that ends.
func TestJoinDetachExitRace(t *testing.T) {
	takeCensus(t)
	rounds := churnCount() / 50
	var joined, detached int
	for i := range rounds {
		var begin event
		th := spawn(t, big, func() {
			for n := i % 256; n > 0; n-- {
				kthread.Yield()
			}
		})
		var errs [3]error
		var wg sync.WaitGroup
		for k, f := range []func() error{th.Join, th.Detach, th.Join} {
			wg.Add(1)
			go func() {
				defer wg.Done()
				begin.wait()
				for n := (i * (k + 1)) % 7; n > 0; n-- {
					kthread.Yield()
				}
				errs[k] = f()
			}()
		}
		begin.set()
		wg.Wait()
		if errs[1] == nil {
			detached++
			for _, k := range []int{0, 2} {
				if errs[k] != kthread.ErrDetached {
					t.Fatalf("round %d: detached, and Join returned %v", i, errs[k])
				}
			}
			continue
		}
		joined++
		if errs[1] != kthread.ErrJoined {
			t.Fatalf("round %d: Detach returned %v", i, errs[1])
		}
		for _, k := range []int{0, 2} {
			if errs[k] != nil && errs[k] != kthread.ErrJoined {
				t.Fatalf("round %d: joined, and Join returned %v", i, errs[k])
			}
		}
	}
	t.Logf("%d rounds: %d joined, %d detached", rounds, joined, detached)
}

func TestTimedTryAndContextJoin(t *testing.T) {
	takeCensus(t)
	var end event
	th := spawn(t, big, end.wait)
	if done, err := th.TryJoin(); done || err != nil {
		t.Errorf("TryJoin of a thread that runs: %v, %v", done, err)
	}
	if err := th.JoinTimeout(5 * time.Millisecond); err != kthread.ErrTimeout {
		t.Errorf("JoinTimeout: %v", err)
	}
	if err := th.JoinTimeout(-1); err != kthread.ErrTimeout {
		t.Errorf("JoinTimeout(-1): %v", err)
	}
	cause := errors.New("the cause")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(5*time.Millisecond, func() { cancel(cause) })
	if err := th.JoinContext(ctx); !errors.Is(err, cause) {
		t.Errorf("JoinContext: %v, want the cause", err)
	}
	end.set()
	if err := th.JoinContext(t.Context()); err != nil {
		t.Errorf("JoinContext of a thread that ends: %v", err)
	}
	if done, err := th.TryJoin(); done || err != kthread.ErrJoined {
		t.Errorf("TryJoin after a join: %v, %v", done, err)
	}
	th = spawn(t, big, func() {})
	if err := th.JoinTimeout(1<<63 - 1); err != nil {
		t.Errorf("JoinTimeout(longest): %v", err)
	}
	th = spawn(t, big, func() {})
	for {
		done, err := th.TryJoin()
		if err != nil {
			t.Fatal(err)
		}
		if done {
			break
		}
		runtime.Gosched()
	}
}

func TestDetachWakesJoiners(t *testing.T) {
	takeCensus(t)
	var end event
	th := spawn(t, big, end.wait)
	result := make(chan error)
	go func() { result <- th.Join() }()
	time.Sleep(10 * time.Millisecond)
	if err := th.Detach(); err != nil {
		t.Fatal(err)
	}
	if err := <-result; err != kthread.ErrDetached {
		t.Errorf("Join: %v", err)
	}
	end.set()
}

func TestSelfJoin(t *testing.T) {
	takeCensus(t)
	var th *kthread.Thread
	var deadlock, byName bool
	th = prepare(t, func() {
		deadlock = th.Join() == kthread.ErrDeadlock
		byName = kthread.Self().Join() == kthread.ErrDeadlock
	})
	if err := th.Start(); err != nil {
		t.Fatal(err)
	}
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	if !deadlock || !byName {
		t.Error("a thread that joins itself did not get ErrDeadlock")
	}
}

func TestPrepareStartRelease(t *testing.T) {
	takeCensus(t)
	var ran atomic.Uint32
	th := prepare(t, func() { ran.Add(1) })
	if err := th.Join(); err != kthread.ErrNotStarted {
		t.Errorf("Join before Start: %v", err)
	}
	if err := th.Detach(); err != kthread.ErrNotStarted {
		t.Errorf("Detach before Start: %v", err)
	}
	if err := th.Start(); err != nil {
		t.Fatal(err)
	}
	if err := th.Start(); err != kthread.ErrStarted {
		t.Errorf("second Start: %v", err)
	}
	if err := th.Release(); err != kthread.ErrStarted {
		t.Errorf("Release after Start: %v", err)
	}
	if err := th.Join(); err != nil || ran.Load() != 1 {
		t.Errorf("Join: %v, ran %d times", err, ran.Load())
	}
	th = prepare(t, func() {})
	if err := th.Release(); err != nil {
		t.Errorf("Release: %v", err)
	}
	if err := th.Start(); err != kthread.ErrStarted {
		t.Errorf("Start after Release: %v", err)
	}
}

func TestStartFromRawThread(t *testing.T) {
	takeCensus(t)
	var ran atomic.Uint32
	inner := prepare(t, func() { ran.Add(1) })
	var startErr, joinErr bool
	outer := spawn(t, big, func() {
		startErr = inner.Start() != nil
		joinErr = inner.Join() != nil
		ran.Add(1)
	})
	if err := outer.Join(); err != nil {
		t.Fatal(err)
	}
	if startErr || joinErr || ran.Load() != 2 {
		t.Errorf("Start failed: %v, Join failed: %v, %d ran", startErr, joinErr, ran.Load())
	}
}

// TestLostHandles drops handles of threads in each state.
func TestLostHandles(t *testing.T) {
	takeCensus(t)
	var end event
	var ran atomic.Uint32
	for range 8 {
		prepare(t, func() {})
		spawn(t, big, func() { ran.Add(1) })
		spawn(t, big, func() {
			end.wait()
			ran.Add(1)
		})
	}
	runtime.GC()
	runtime.GC()
	end.set()
	for ran.Load() < 16 {
		time.Sleep(time.Millisecond)
	}
}

// exitDeep ends the thread n calls deep; it returns if Exit did.
//
//go:noinline
func exitDeep(n int) int {
	if n == 0 {
		kthread.Exit()
		return 1
	}
	return exitDeep(n-1) + 1
}

func TestExit(t *testing.T) {
	takeCensus(t)
	var before, after uint32
	th := spawn(t, big, func() {
		before = 1
		after = uint32(exitDeep(100))
	})
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	if before != 1 || after != 0 {
		t.Errorf("before Exit %d, after it %d", before, after)
	}
	defer func() {
		if recover() == nil {
			t.Error("Exit on a goroutine did not panic")
		}
	}()
	kthread.Exit()
}
