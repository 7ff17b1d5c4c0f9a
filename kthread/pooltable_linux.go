package kthread

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A taskTable keeps a pool's tasks for the collector, since what is on its way to
// a raw thread is an address, and a raw thread's stack is not looked at. A task
// that runs once is in it until it is done; one that was prepared, until its
// handle is lost and it is done.
//
// Raw threads can't take a task out: that would store a pointer. Like the
// registry's threads, tasks are pushed onto retired by number, after their last
// use, and taken out by goroutines: by the next that finds the table full, and after
// every garbage collection.
type taskTable struct {
	sync.Mutex
	slots []*task  // nil: free
	free  []uint32 // numbers of free slots
	tick  bool     // a collection will sweep
	gone  bool     // the workers are: nobody starts a task any more

	// retired is 1 + the slot pushed last, 0 if there is none. Any thread pushes
	// by compare-and-swap; a sweeper takes all at once, so no number can come back
	// in between.
	retired atomic.Uint32
}

// enter puts t in. Goroutines only.
func (b *taskTable) enter(t *task) {
	b.Lock()
	defer b.Unlock()
	if b.gone {
		return
	}
	if len(b.free) == 0 {
		b.takeOut()
	}
	if n := len(b.free); n > 0 {
		t.slot = b.free[n-1]
		b.free = b.free[:n-1]
	} else {
		t.slot = uint32(len(b.slots))
		b.slots = append(b.slots, nil)
	}
	b.slots[t.slot] = t
	if !b.tick {
		b.tick = true
		b.armTick()
	}
}

// retire says that no raw thread will use t any more. Both kinds of thread.
func (b *taskTable) retire(t *task) {
	for {
		top := b.retired.Load()
		t.nextRetired = top
		if b.retired.CompareAndSwap(top, t.slot+1) {
			return
		}
	}
}

// remove takes out t, which no raw thread uses. Goroutines only.
func (b *taskTable) remove(t *task) {
	b.Lock()
	defer b.Unlock()
	if !b.gone {
		b.slots[t.slot] = nil
		b.free = append(b.free, t.slot)
	}
}

// takeOut takes the retired tasks out. The lock is held.
func (b *taskTable) takeOut() {
	for top := b.retired.Swap(0); top != 0; {
		slot := top - 1
		t := b.slots[slot]
		top = t.nextRetired
		if t.once {
			t.empty()
		}
		b.slots[slot] = nil
		b.free = append(b.free, slot)
	}
}

// armTick has the table swept after the next collection, see the registry's. The
// lock is held.
func (b *taskTable) armTick() {
	runtime.AddCleanup(new([16]byte), func(b *taskTable) {
		b.Lock()
		defer b.Unlock()
		b.takeOut()
		if b.tick = len(b.free) < len(b.slots); b.tick {
			b.armTick()
		}
	}, b)
}

// clear forgets all tasks, when no raw thread is there any more.
func (b *taskTable) clear() {
	b.Lock()
	defer b.Unlock()
	b.takeOut()
	b.slots, b.free, b.gone = nil, nil, true
}
