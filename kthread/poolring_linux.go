package kthread

import "rawthread/internal/word"

// A poolRing is a pool's queue: a bounded one for any number of producers and
// consumers, after Dmitry Vyukov. Each cell has a sequence word:
//
//	           reserved by a submitter        claimed by a worker
//	position p ──(written, commit)──▶ p+1: a task ──(read)──▶ p+size: free for p+size
//
// tail holds twice the position of the next task, plus 1 once the pool is
// closed: no reservation succeeds after that. head is the position of the task
// that is next. Between reserve and commit, and between the move of head and the
// store behind it, a cell is one thread's alone: nobody else changes a word that
// says p before tail (or head) is at p, and only who moved it past p has it.
//
// Order: the store to a cell's word releases, the load that finds it acquires:
// that orders the accesses to the cell. Positions have 63 bits and never come
// back. Against the idle workers see pool.match.
//
// A submitter that stands still between reserve and commit holds up the tasks
// behind its own, though not the workers that have some: a goroutine may stand
// there while the world is stopped.
type poolRing struct {
	cells []poolCell // a power of two, at least 2: with 1, "a task" and "free again" are one
	_     [line]byte
	tail  word.Uint64
	_     [line - 8]byte
	head  word.Uint64
	_     [line - 8]byte
}

type poolCell struct {
	seq  word.Uint64
	task payload
}

// line is the size in bytes of what two cores share at once, with the line that
// some prefetch beside it.
const line = 128

func newPoolRing(size int) []poolCell {
	n := 2
	for n < size {
		n *= 2
	}
	cells := make([]poolCell, n)
	for i := range cells {
		cells[i].seq.Store(uint64(i))
	}
	return cells
}

func (r *poolRing) at(position uint64) *poolCell {
	return &r.cells[position&uint64(len(r.cells)-1)]
}

// reserve takes the next free cell; ok is false if there is none, or the ring is
// closed.
func (r *poolRing) reserve() (at uint64, ok bool) {
	for {
		t := r.tail.Load()
		if t&1 != 0 {
			return 0, false
		}
		if r.at(t>>1).seq.Load() != t>>1 {
			if r.tail.Load() == t {
				return 0, false
			}
		} else if r.tail.CompareAndSwap(t, t+2) {
			return t >> 1, true
		}
	}
}

// commit gives the workers what is in a reserved cell: 0 is no task, and skipped.
func (r *poolRing) commit(at uint64, task uintptr) {
	c := r.at(at)
	c.task.set(task)
	c.seq.Store(at + 1)
}

// take takes the first task; ok is false if there is none.
func (r *poolRing) take() (task uintptr, ok bool) {
	for {
		h := r.head.Load()
		c := r.at(h)
		if c.seq.Load() != h+1 {
			if r.head.Load() == h {
				return 0, false
			}
		} else if r.head.CompareAndSwap(h, h+1) {
			task = c.task.get()
			c.seq.Store(h + uint64(len(r.cells)))
			return task, true
		}
	}
}

// any reports whether take would find a task.
func (r *poolRing) any() bool {
	for {
		h := r.head.Load()
		if r.at(h).seq.Load() == h+1 {
			return true
		}
		if r.head.Load() == h {
			return false
		}
	}
}

// room reports whether reserve would find a cell, or the ring closed.
func (r *poolRing) room() bool {
	for {
		t := r.tail.Load()
		if t&1 != 0 || r.at(t>>1).seq.Load() == t>>1 {
			return true
		}
		if r.tail.Load() == t {
			return false
		}
	}
}

// close lets no more in.
func (r *poolRing) close() {
	for t := r.tail.Load(); t&1 == 0 && !r.tail.CompareAndSwap(t, t|1); t = r.tail.Load() {
	}
}

func (r *poolRing) closed() bool { return r.tail.Load()&1 != 0 }

// drained reports whether the ring is closed and all tasks in it are taken: it
// stays so.
func (r *poolRing) drained() bool {
	t := r.tail.Load()
	return t&1 != 0 && t>>1 == r.head.Load()
}
