package kthread

import (
	"unsafe"

	"rawthread/futex"
	"rawthread/internal/word"
)

// A Task is a body that a pool's thread runs, or has run. Its methods may be
// called from several threads at once.
//
// Pool.Go makes one that runs once. Pool.Prepare makes one that may be run again
// and again by Start, from goroutines and raw threads, with nothing allocated. When
// its last handle is lost while it is under way, it runs to its end.
type Task struct {
	*task
	pool *Pool // which is not lost while somebody may start the task; nil if it runs once
}

// task is what a handle and the pool share. It lies in Go's heap, where the
// pool's table keeps it as long as a raw thread may use it.
type task struct {
	state       word.Uint32
	why         word.Uint32 // set-up that the kernel refused: op<<16 | errno, before taskRefused
	once        bool        // made by Pool.Go: its body is let go of when it is done
	wantsSetup  bool
	slot        uint32 // in the table
	nextRetired uint32
	in          *pool

	body     func()
	bodyName string // name, file and line, for reports
	name     string // as in the TaskConfig
	setup    setup

	handle Task // of one that runs once
}

// The word of a task is
//
//	bits 31..6             bit 5      bit 4      bit 3        bits 2..0
//	how often was started  taskEmpty  taskLost   taskAwaited  phase
//
//	                    Start          worker: body done
//	taskPrepared, n ─────────────▶ taskPending, n+1 ─────────────▶ taskDone, n+1 ──┐
//	                                  │    ▲                                       │
//	                       Drop       │    └──────────── Start ────────────────────┘
//	                                  ├──▶ taskDropped, n+1    (and from these two too,
//	          worker: set-up refused  └──▶ taskRefused, n+1     unless it runs once)
//
// Who writes: the submitter makes it pending, after it has a place for it, and
// only it then hands the task on; the one that took it out of the place, a worker or a
// dropper, ends it, by a Swap. taskAwaited is set by who is about to sleep on a pending task, and
// taken off by that Swap, whose caller then wakes all. taskLost is set by the
// cleanup of a lost handle, if the task is pending: whoever ends the task then
// retires it; if it is not pending the cleanup takes it out of the table. taskEmpty is set by the one
// goroutine that lets go of the body of a task that ran once.
//
// A waiter is through when the task is not pending, or the count has changed; one
// that sleeps through exactly 2^26 runs waits for the next.
//
// Order: the ending Swap releases what the body wrote, a waiter's load acquires
// it; Start's CompareAndSwap releases what the starter wrote, and handing on the
// task (poolRing.commit, worker.hand) does so again for the worker.
const (
	taskPrepared = 0
	taskPending  = 1
	taskDone     = 2
	taskDropped  = 3
	taskRefused  = 4

	taskPhase   = 7
	taskAwaited = 1 << 3
	taskLost    = 1 << 4
	taskEmpty   = 1 << 5
	taskStarted = 1 << 6 // one of the count
	taskCount   = ^uint32(taskStarted - 1)
)

// begin makes the task pending, for a submitter that has a place for it.
func (t *task) begin() error {
	for {
		v := t.state.Load()
		if v&taskPhase == taskPending {
			return ErrPending
		}
		if t.once && v&taskPhase != taskPrepared {
			return ErrStarted
		}
		if t.state.CompareAndSwap(v, v&taskCount+taskStarted|taskPending) {
			return nil
		}
	}
}

// end ends a pending task, in one of the phases done, dropped and refused. From
// here on it may be gone.
func (t *task) end(phase uint32) {
	// While it is pending only flags change.
	count, once := t.state.Load()&taskCount, t.once
	old := t.state.Swap(count | phase)
	if old&taskAwaited != 0 {
		futex.Wake(word.Addr(&t.state), everyone)
	}
	if once || old&taskLost != 0 {
		t.in.table.retire(t)
	}
}

// lose is what happens when the last handle is lost.
func (t *task) lose() {
	for {
		v := t.state.Load()
		if v&taskPhase != taskPending {
			t.in.table.remove(t)
			return
		}
		if t.state.CompareAndSwap(v, v|taskLost) {
			return
		}
	}
}

// own reports whether the caller is the thread that runs t.
func (t *task) own() bool {
	w := currentWorker()
	return w != nil && w.running == uintptr(unsafe.Pointer(t))
}

// empty lets go of the body of a task that ran once and is done. Goroutines only;
// package rawsafe knows it by name.
//
//go:noinline
func (t *task) empty() {
	for {
		v := t.state.Load()
		if v&taskEmpty != 0 || v&taskPhase == taskPending || v&taskPhase == taskPrepared {
			return
		}
		if t.state.CompareAndSwap(v, v|taskEmpty) {
			t.body = nil
			return
		}
	}
}
