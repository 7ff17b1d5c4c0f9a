package kthread

import (
	"time"
	"unsafe"

	"rawthread/futex"
	"rawthread/internal/word"
)

// leave is [Exit] on a worker: it ends the task, and has another thread take the
// worker's place. Then the calling thread may end.
//
// No goroutine is needed for that: a pool has one thread more than workers, which
// is prepared, or has ended. A worker that leaves swaps the number of its own thread
// for that one's in pool.spare, waits until that one is gone, which it soon is
// or always was, makes its region like new, and starts it. Swaps have an order, and each waits for a
// thread that swapped before it, so there is no circle. The swap releases what a
// thread did before; that it is gone is told by its completion word.
func (w *worker) leave() {
	p, t := w.pool, taskAt(w.running)
	w.restore(t)
	w.running = 0
	t.end(taskDone)
	if p.ring.drained() {
		w.gone()
		return
	}
	next := p.spare.Swap(w.thread)
	th := p.threads[next].thread
	th.renew(p)
	th.setWorker(w)
	w.thread, w.replaced = next, true
	for th.begin() != nil {
		// The kernel has no task to give, for now: see clone(2), EAGAIN.
		if p.ring.drained() {
			w.gone()
			return
		}
		futex.WaitTimeout(word.Addr(&p.never), 0, 10*time.Millisecond)
	}
}

// renew waits until a thread that was started is gone, and prepares it again.
// Its body is workerBody, and what it has of the kernel it inherits from its
// maker; worker.work sets that right. Both kinds of thread.
func (t *thread) renew(p *pool) {
	for s := t.state.Load(); s != stateExited; s = t.state.Load() {
		if s == statePrepared {
			return // as it was made
		}
		futex.Shared.Wait(t.word(), s)
	}
	clean(&t.layout, t.layout.Stack.Addr)
	t.writeInstance(&p.tls)
	t.instance().body = *(*uintptr)(unsafe.Pointer(&workerBody))
	if s := t.setup; s != nil {
		s.doName, s.doCPUs, s.doPlan = false, false, false
	}
	t.state.Store(statePrepared)
}
