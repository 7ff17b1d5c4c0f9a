package kthread_test

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"rawthread/kthread"
)

// TestPoolClose: bodies that were let in run, others get ErrPoolClosed, and
// nothing is left.
func TestPoolClose(t *testing.T) {
	takeCensus(t)
	p := newPool(t, 2, 16)
	var gate event
	var ran atomic.Uint32
	var tasks []*kthread.Task
	for range 12 {
		task, err := p.Go(func() { gate.wait(); ran.Add(1) })
		if err != nil {
			t.Fatal(err)
		}
		tasks = append(tasks, task)
	}
	again, err := p.Prepare(kthread.TaskConfig{}, func() {})
	if err != nil {
		t.Fatal(err)
	}
	const closers = 3
	closed := make(chan error, closers)
	for range closers {
		go func() { closed <- p.Close() }()
	}
	waitFor(t, "the pool to refuse bodies", func() bool {
		_, err := p.Prepare(kthread.TaskConfig{}, func() {})
		return err == kthread.ErrPoolClosed
	})
	if _, err := p.Go(func() {}); err != kthread.ErrPoolClosed {
		t.Error("Go on a closed pool:", err)
	}
	if _, err := p.Prepare(kthread.TaskConfig{}, func() {}); err != kthread.ErrPoolClosed {
		t.Error("Prepare on a closed pool:", err)
	}
	select {
	case err := <-closed:
		t.Error("Close returned while bodies wait:", err)
	default:
	}
	gate.set()
	for range closers {
		if err := <-closed; err != nil {
			t.Error("Close:", err)
		}
	}
	for _, task := range tasks {
		wait(t, task)
	}
	if n := ran.Load(); n != 12 {
		t.Errorf("%d of 12 bodies ran", n)
	}
	if err := again.Start(); err != kthread.ErrPoolClosed {
		t.Error("Start after Close:", err)
	}
}

// waitFor waits until done.
func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for begin := time.Now(); !done(); time.Sleep(time.Millisecond) {
		if time.Since(begin) > time.Minute {
			t.Fatal("no end of the wait for", what)
		}
	}
}

// TestPoolDrop: what has not begun can be taken out; CloseNow does that too.
func TestPoolDrop(t *testing.T) {
	takeCensus(t)
	p := newPool(t, 1, 8)
	var gate, begun event
	first, err := p.Go(func() { begun.set(); gate.wait() })
	if err != nil {
		t.Fatal(err)
	}
	begun.wait()
	var ran atomic.Uint32
	give := func() (tasks []*kthread.Task) {
		for range 5 {
			task, err := p.Go(func() { ran.Add(1) })
			if err != nil {
				t.Fatal(err)
			}
			tasks = append(tasks, task)
		}
		return tasks
	}
	dropped := give()
	if n := p.Drop(); n != 5 {
		t.Errorf("Drop took out %d of 5", n)
	}
	dropped = append(dropped, give()...)
	closed := make(chan error)
	go func() { closed <- p.CloseNow() }()
	for i, task := range dropped {
		if err := task.Wait(); err != kthread.ErrDropped || !task.Done() {
			t.Errorf("Wait for dropped task %d: %v", i, err)
		}
	}
	gate.set()
	if err := <-closed; err != nil {
		t.Error("CloseNow:", err)
	}
	wait(t, first)
	if ran.Load() != 0 {
		t.Errorf("%d dropped bodies ran", ran.Load())
	}
}

// TestPoolCloseRace closes a pool while many give it bodies: each body that was
// let in runs.
func TestPoolCloseRace(t *testing.T) {
	takeCensus(t)
	for round := range 40 {
		p := newPool(t, 1+round%3, 2)
		const givers = 3
		var in, ran atomic.Uint32
		done := make(chan bool, givers)
		for range givers {
			go func() {
				defer func() { done <- true }()
				for {
					if _, err := p.Go(func() { ran.Add(1) }); err == nil {
						in.Add(1)
					} else {
						if err != kthread.ErrPoolClosed {
							t.Error("Go:", err)
						}
						return
					}
				}
			}()
		}
		waitFor(t, "bodies to run", func() bool { return ran.Load() > uint32(round) })
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		for range givers {
			<-done
		}
		if in.Load() != ran.Load() {
			t.Fatalf("%d bodies were let in, %d ran", in.Load(), ran.Load())
		}
	}
}

// TestPoolFull: who finds the queue full is told, or waits for as long as he
// likes.
func TestPoolFull(t *testing.T) {
	p := newPool(t, 1, 2)
	var gate, begun event
	if _, err := p.Go(func() { begun.set(); gate.wait() }); err != nil {
		t.Fatal(err)
	}
	begun.wait()
	for range 2 {
		if _, err := p.TryGo(func() {}); err != nil {
			t.Fatal(err)
		}
	}
	task, err := p.Prepare(kthread.TaskConfig{}, func() {})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeoutCause(t.Context(), 5*time.Millisecond, errors.New("enough"))
	defer cancel()
	_, tryGo := p.TryGo(func() {})
	_, goTimeout := p.GoTimeout(3*time.Millisecond, func() {})
	_, goContext := p.GoContext(ctx, func() {})
	for name, got := range map[string]error{
		"TryGo": tryGo, "GoTimeout": goTimeout, "TryStart": task.TryStart(), "StartTimeout": task.StartTimeout(3 * time.Millisecond),
	} {
		if got != kthread.ErrQueueFull {
			t.Errorf("%s: %v", name, got)
		}
	}
	for name, got := range map[string]error{"GoContext": goContext, "StartContext": task.StartContext(ctx)} {
		if got != context.Cause(ctx) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if err := task.Wait(); err != kthread.ErrNotStarted {
		t.Error("a task that found no room:", err)
	}
	started := make(chan error)
	go func() { started <- task.StartContext(t.Context()) }()
	waitFor(t, "Start to wait", func() bool { return kthread.RoomWaiters(p) == 1 })
	gate.set()
	if err := <-started; err != nil {
		t.Error("Start:", err)
	}
	wait(t, task)
}

// TestPoolWait: all forms of Wait, on a task that does not end, and one that
// does.
func TestPoolWait(t *testing.T) {
	p := newPool(t, 1, 2)
	var gate event
	task, err := p.Prepare(kthread.TaskConfig{}, gate.wait)
	if err != nil {
		t.Fatal(err)
	}
	if err := task.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeoutCause(t.Context(), 5*time.Millisecond, errors.New("enough"))
	defer cancel()
	if err := task.WaitContext(ctx); err != context.Cause(ctx) {
		t.Error("WaitContext:", err)
	}
	if err := task.WaitTimeout(3 * time.Millisecond); err != kthread.ErrTimeout {
		t.Error("WaitTimeout:", err)
	}
	if err := task.WaitTimeout(-1); err != kthread.ErrTimeout {
		t.Error("WaitTimeout(-1):", err)
	}
	if err := task.Start(); err != kthread.ErrPending || task.Done() {
		t.Error("Start of a task under way:", err, task.Done())
	}
	const waiters = 4
	waited := make(chan error, waiters)
	for range waiters {
		go func() { waited <- task.WaitContext(t.Context()) }()
	}
	gate.set()
	for range waiters {
		if err := <-waited; err != nil {
			t.Error(err)
		}
	}
	if err := task.WaitTimeout(time.Minute); err != nil || !task.Done() {
		t.Error("WaitTimeout of a task that is done:", err, task.Done())
	}
	once, err := p.Go(func() {})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, once)
	if err := once.Start(); err != kthread.ErrStarted {
		t.Error("Start of a task that ran once:", err)
	}
}

// TestPoolFromBody: what a body of the pool can't do is refused.
func TestPoolFromBody(t *testing.T) {
	p := newPool(t, 1, 2)
	var closing, waiting, going, preparing, making uint32
	var task *kthread.Task
	task, err := p.Prepare(kthread.TaskConfig{Unchecked: true}, func() {
		closing, waiting = code(p.Close()), code(task.Wait())
		_, err := p.Go(nil)
		going = code(err)
		_, err = p.Prepare(kthread.TaskConfig{}, nil)
		preparing = code(err)
		_, err = kthread.NewPool(kthread.PoolConfig{})
		making = code(err)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := task.Start(); err != nil {
		t.Fatal(err)
	}
	wait(t, task)
	for name, c := range map[string]struct {
		got  uint32
		want error
	}{
		"Close": {closing, kthread.ErrDeadlock}, "Wait": {waiting, kthread.ErrDeadlock}, "Go": {going, kthread.ErrGoroutineOnly},
		"Prepare": {preparing, kthread.ErrGoroutineOnly}, "NewPool": {making, kthread.ErrGoroutineOnly},
	} {
		if c.got != code(c.want) {
			t.Errorf("%s: %s, want %v", name, codeName(c.got), c.want)
		}
	}
}

// TestPoolExit: a body that calls Exit ends its thread, its task is done, and the
// pool has as many threads as before.
func TestPoolExit(t *testing.T) {
	takeCensus(t)
	for _, threads := range []int{1, 3} {
		p := newPool(t, threads, 4)
		var exits, ids [200]atomic.Uint32
		var tasks [len(exits)]*kthread.Task
		for i := range tasks {
			var err error
			tasks[i], err = p.Go(func() {
				exits[i].Add(1)
				ids[i].Store(uint32(kthread.CurrentID()))
				if i%4 != 3 {
					kthread.Exit()
				}
				exits[i].Add(1)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		different := map[uint32]bool{}
		for i, task := range tasks {
			wait(t, task)
			if n, want := exits[i].Load(), uint32(1+(i&3+1)/4); n != want {
				t.Errorf("body %d came to %d, not to %d", i, n, want)
			}
			different[ids[i].Load()] = true
		}
		if len(different) < len(exits)/2 {
			t.Errorf("%d bodies, three of four of which exit, ran on %d threads", len(exits), len(different))
		}
		// As many run at once as before.
		var gate event
		var at atomic.Uint32
		for range threads {
			if _, err := p.Go(func() { at.Add(1); gate.wait(); kthread.Exit() }); err != nil {
				t.Fatal(err)
			}
		}
		waitFor(t, "all threads to be there", func() bool { return at.Load() == uint32(threads) })
		gate.set()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestPoolLost: a pool that nobody has a handle of any more runs what it was
// given, and ends.
func TestPoolLost(t *testing.T) {
	takeCensus(t)
	var ran atomic.Uint32
	func() {
		p, err := kthread.NewPool(kthread.PoolConfig{Threads: 2, Thread: kthread.Config{StackSize: bigStack}})
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			if _, err := p.Go(func() { ran.Add(1) }); err != nil {
				t.Fatal(err)
			}
		}
		task, err := p.Prepare(kthread.TaskConfig{}, func() { ran.Add(1) })
		if err != nil {
			t.Fatal(err)
		}
		p = nil
		runtime.GC()
		if err := task.Start(); err != nil { // the task keeps the pool
			t.Error("Start:", err)
		}
	}()
	waitFor(t, "the pool to end", func() bool { runtime.GC(); return len(kthread.Threads()) == 0 })
	if ran.Load() != 11 {
		t.Errorf("%d of 11 bodies ran", ran.Load())
	}
}
