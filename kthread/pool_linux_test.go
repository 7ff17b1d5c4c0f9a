package kthread_test

import (
	"errors"
	"sync/atomic"
	"testing"

	"rawthread/kthread"
	"rawthread/rawsafe"
)

// newPool makes a pool with stacks so large that one region left behind shows,
// and closes it in the end.
func newPool(t *testing.T, threads, queue int) *kthread.Pool {
	t.Helper()
	p, err := kthread.NewPool(kthread.PoolConfig{Threads: threads, Queue: queue, Thread: kthread.Config{Name: "pool", StackSize: bigStack}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error("Close:", err)
		}
	})
	return p
}

// wait waits for a task, which must be done without an error.
func wait(t *testing.T, task *kthread.Task) {
	t.Helper()
	if err := task.Wait(); err != nil {
		t.Error("Wait:", err)
	}
}

// TestPool runs bodies on pools of several sizes: each once, with as many given
// at once as there are goroutines, in queues that are too small for them.
func TestPool(t *testing.T) {
	for _, threads := range []int{1, 2, 5} {
		takeCensus(t)
		p := newPool(t, threads, 4)
		const givers, each = 4, 200
		var runs [givers * each]atomic.Uint32
		errs := make(chan error, givers)
		for g := range givers {
			go func() {
				var tasks [each]*kthread.Task
				var err error
				for i := range tasks {
					n := &runs[g*each+i]
					task, e := p.Go(func() { n.Add(1) })
					err = errors.Join(err, e)
					tasks[i] = task
				}
				for i, task := range tasks {
					if task != nil {
						err = errors.Join(err, task.Wait())
						if n := runs[g*each+i].Load(); n != 1 || !task.Done() {
							t.Errorf("Wait returned and the body ran %d times, Done %v", n, task.Done())
						}
					}
				}
				errs <- err
			}()
		}
		for range givers {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestPoolOrder: one thread runs bodies in the order in which they were given.
func TestPoolOrder(t *testing.T) {
	p := newPool(t, 1, 8)
	var next uint32
	var wrong atomic.Uint32
	var last *kthread.Task
	for i := range uint32(2000) {
		var err error
		last, err = p.Go(func() {
			if next != i {
				wrong.Add(1)
			}
			next++
		})
		if err != nil {
			t.Fatal(err)
		}
		if i%50 == 0 {
			wait(t, last) // so that the worker is idle now and then
		}
	}
	wait(t, last)
	if next != 2000 || wrong.Load() != 0 {
		t.Errorf("%d bodies ran, %d of them not in their turn", next, wrong.Load())
	}
}

// TestPoolTask starts one task again and again, from a goroutine and from a raw
// thread, and allocates nothing.
func TestPoolTask(t *testing.T) {
	p := newPool(t, 2, 2)
	var n atomic.Uint32
	task, err := p.Prepare(kthread.TaskConfig{}, func() { n.Add(1) })
	if err != nil {
		t.Fatal(err)
	}
	if err := task.Wait(); err != kthread.ErrNotStarted || task.Done() {
		t.Error("before Start:", err, task.Done())
	}
	allocated := testing.AllocsPerRun(1000, func() {
		if task.Start() != nil || task.Wait() != nil {
			n.Add(1000)
		}
	})
	if allocated != 0 || n.Load() != 1001 {
		t.Errorf("%v allocations a run, %d runs", allocated, n.Load())
	}
	var failed atomic.Uint32
	th := spawn(t, big, func() {
		for range 1000 {
			if task.Start() != nil || task.Wait() != nil {
				failed.Add(1)
			}
		}
	})
	if err := th.Join(); err != nil || failed.Load() != 0 || n.Load() != 2001 {
		t.Errorf("from a raw thread: %v, %d failed, %d runs", err, failed.Load(), n.Load()-1001)
	}
}

// TestPoolIsRawSafe checks the threads of a pool, which Prepare takes unchecked,
// and what bodies may call.
func TestPoolIsRawSafe(t *testing.T) {
	for name, f := range map[string]any{
		"Start": (*kthread.Task).Start, "TryStart": (*kthread.Task).TryStart, "StartTimeout": (*kthread.Task).StartTimeout,
		"Wait": (*kthread.Task).Wait, "WaitTimeout": (*kthread.Task).WaitTimeout, "Done": (*kthread.Task).Done,
		"Drop": (*kthread.Pool).Drop, "Exit": kthread.Exit,
	} {
		if err := rawsafe.Check(f); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := rawsafe.Check(kthread.WorkerBody, func() {}); err != nil {
		t.Errorf("the worker: %v", err)
	}
	for name, f := range map[string]any{"Go": (*kthread.Pool).Go, "Close": (*kthread.Pool).Close, "Prepare": (*kthread.Pool).Prepare} {
		if rawsafe.Check(f) == nil {
			t.Errorf("%s passed", name)
		}
	}
}

// TestPoolNoSpin: where everybody sleeps at once, nobody is forgotten.
func TestPoolNoSpin(t *testing.T) {
	p, err := kthread.NewPool(kthread.PoolConfig{Threads: 2, NoSpin: true, Thread: big})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var n atomic.Uint32
	task, err := p.Prepare(kthread.TaskConfig{}, func() { n.Add(1) })
	if err != nil {
		t.Fatal(err)
	}
	for range 500 {
		if err := task.Start(); err != nil {
			t.Fatal(err)
		}
		wait(t, task)
	}
	if n.Load() != 500 {
		t.Errorf("%d of 500 bodies ran", n.Load())
	}
}
