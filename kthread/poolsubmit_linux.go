package kthread

import (
	"sync/atomic"
	"unsafe"
)

// submit gives t to a worker that is idle, or puts it into the queue; it waits
// for room there until the deadline, 0 for not at all, or until cancelled is set.
// A place is found first, then the task is made pending: so nothing has to be
// taken back. Goroutines and raw threads.
func (p *pool) submit(t *task, deadline int64, cancelled *atomic.Bool) error {
	for {
		if p.ring.closed() {
			return ErrPoolClosed
		}
		if !p.ring.any() { // or those in the ring would be overtaken
			if w := p.idle.pop(p.workers); w != nil {
				err := t.begin()
				if err != nil {
					p.idle.push(p.workers, w.number)
					p.match()
					return err
				}
				w.hand(t.address())
				return nil
			}
		}
		if at, ok := p.ring.reserve(); ok {
			err := t.begin()
			if err != nil {
				p.ring.commit(at, 0)
			} else {
				p.ring.commit(at, t.address())
			}
			p.match()
			return err
		}
		if p.ring.closed() {
			return ErrPoolClosed
		}
		if deadline == 0 {
			return ErrQueueFull
		}
		if err := p.awaitRoom(deadline, cancelled); err != nil {
			return err
		}
	}
}

func (t *task) address() uintptr { return uintptr(unsafe.Pointer(t)) }

func taskAt(addr uintptr) *task { return (*task)(pointer(addr)) }

// take takes the first task of the queue, and lets the next submitter in.
func (p *pool) take() (task uintptr, ok bool) {
	task, ok = p.ring.take()
	if ok {
		p.room.open(1)
	}
	return task, ok
}

// match brings tasks in the queue and idle workers together, until one of them is
// none. Who made one more of either calls it: a submitter after its commit, a
// worker after it pushed itself. Both store first and then look at what the other
// stores, and all of it is sequentially consistent, so one of the two sees both.
//
// The same holds for the end: when the ring is drained, all idle workers are
// woken to see it; who drains it, by close or by taking the last task, comes here
// afterwards, and a worker that becomes idle later looks here too.
func (p *pool) match() {
	for {
		drained := p.ring.drained()
		if !drained && !p.ring.any() {
			return
		}
		w := p.idle.pop(p.workers)
		if w == nil {
			return
		}
		if drained {
			w.hand(0)
			continue
		}
		t, ok := p.take()
		if ok {
			w.hand(t) // 0 has it look again
		} else {
			p.idle.push(p.workers, w.number)
		}
	}
}
