package kthread

import (
	"unsafe"

	"rawthread/futex"
	"rawthread/internal/word"
)

// A worker is one of a pool's threads, and what its place is for when that one
// ends and another takes over. It lies in Go's heap.
//
// state is
//
//	           who popped it from the idle stack
//	boxEmpty ─────────────────────────────────────▶ boxFull
//	  ▲  │ worker, before it sleeps                  ▲   │
//	  │  └──────────▶ boxAsleep ──── and wakes it ───┘   │
//	  └──────────────────────────────────────────────────┘ worker
//
// Who pops the worker fills box first; the worker reads it when it has seen
// boxFull, stores boxEmpty, and then may push itself again.
//
// Order: the Swap to boxFull releases box, the load that sees it acquires.
type worker struct {
	state word.Uint32
	next  word.Uint32 // in the idle stack
	box   payload
	_     [line - 8 - 8]byte

	spin    spinner
	pool    *pool
	number  uint32
	thread  uint32  // number of its thread in pool.threads
	running uintptr // address of the task that it runs, 0 if none: its own to read and write
	name    string  // as Config.Name
	// replaced says that a thread ended before its time, and the one that took its
	// place has the name, CPUs and policy of its maker.
	replaced bool
	setup    setup
	saved    savedSetup
	_        [line]byte
}

const (
	boxEmpty  = 0
	boxFull   = 1
	boxAsleep = 2
)

// hand gives a worker that was popped from the idle stack a task, 0 to have it
// look around.
func (w *worker) hand(task uintptr) {
	w.box.set(task)
	if w.state.Swap(boxFull) == boxAsleep {
		futex.Wake(word.Addr(&w.state), 1)
	}
}

// receive waits until the worker, which pushed itself, is handed a task.
func (w *worker) receive() uintptr {
	if w.spin.spin(&w.state, boxEmpty) == boxEmpty && w.state.CompareAndSwap(boxEmpty, boxAsleep) {
		for w.state.Load() == boxAsleep {
			futex.Wait(word.Addr(&w.state), boxAsleep)
		}
	}
	task := w.box.get()
	w.state.Store(boxEmpty)
	return task
}

// workerBody is the body of all threads of pools.
var workerBody = func() { currentWorker().work() }

// currentWorker returns the worker that the calling raw thread is, nil if none.
func currentWorker() *worker {
	inst := self()
	if inst == nil {
		return nil
	}
	return (*worker)(pointer((*thread)(pointer(inst.thread)).worker))
}

func (t *thread) setWorker(w *worker) { t.worker = uintptr(unsafe.Pointer(w)) }

// work is a worker's life.
func (w *worker) work() {
	if w.replaced {
		w.setup.apply() // as far as the kernel still allows it
	}
	for {
		t, ok := w.pool.take()
		if !ok {
			if w.pool.ring.drained() {
				break
			}
			w.pool.idle.push(w.pool.workers, w.number)
			w.pool.match()
			t = w.receive()
		}
		for t != 0 {
			t = w.run(taskAt(t))
		}
	}
	w.gone()
}

// run runs a task, and returns the next if it has one.
//
// Where nothing waits, the worker becomes idle before the task is done, not
// after: who waited for the task, and now gives another, then finds this worker, which
// is awake, and not one that sleeps.
func (w *worker) run(t *task) uintptr {
	phase := uint32(taskDone)
	w.running = t.address()
	if w.prepare(t) {
		t.body()
		w.restore(t)
	} else {
		phase = taskRefused
	}
	w.running = 0
	p := w.pool
	if p.ring.any() || p.ring.closed() {
		t.end(phase)
		return 0
	}
	p.idle.push(p.workers, w.number)
	t.end(phase)
	p.match()
	return w.receive()
}

// gone ends the worker's place.
func (w *worker) gone() {
	p := w.pool
	p.match() // others may sleep, and the ring is drained
	if p.live.Add(^uint32(0)) == 0 {
		futex.Wake(word.Addr(&p.live), everyone)
	}
}

// says returns the thread's name and body for a crash report: those of the task
// that it runs, where it runs one. A raw thread can't store strings where the
// collector looks, but it can read the task's.
func (w *worker) says(name, body string) (string, string) {
	if w.name != "" {
		name = w.name
	}
	if w.running != 0 {
		t := taskAt(w.running)
		body = t.bodyName
		if t.name != "" {
			name = t.name
		}
	}
	return name, body
}
