package kthread

import (
	"rawthread/futex"
	"rawthread/internal/word"
)

// endings are the members of a group whose bodies have ended, for JoinAny. A member
// pushes itself onto top, a stack linked by nextEnded; a taker moves all of it to a
// list of its own under the lock, and takes from that.
//
//	     member: CAS             taker: swap 0
//	0 ────────────────▶ number ────────────────▶ 0
//	│ ◀───────────────────────────────────────────┘
//	│ taker of the last one: store, wake all
//	└──────────────────▶ endingsOver
//
// Takers sleep while top is 0. A member whose push finds 0 wakes all of them, if
// there are any: it pushes and then looks at idle, a taker counts itself in idle and
// then looks at top (in futex(2)), all sequentially consistent, so one of them sees
// the other. A push that finds another number leaves that to who pushed it. A taker
// swaps all at once, so no number can come back in between.
type endings struct {
	top  word.Uint32 // 1 + the number of the member pushed last
	idle word.Uint32 // takers who sleep, or are about to

	mu    futex.Mutex // for the rest
	list  word.Uint32 // as top
	taken word.Uint32
}

const endingsOver = ^uint32(0)

// push adds a member. The member itself calls it.
func (e *endings) push(t *thread) {
	for {
		top := e.top.Load()
		t.nextEnded.Store(top)
		if e.top.CompareAndSwap(top, t.index+1) {
			if top == 0 {
				e.wake()
			}
			return
		}
	}
}

func (e *endings) wake() {
	if e.idle.Load() != 0 {
		futex.Wake(word.Addr(&e.top), 1<<30)
	}
}

// take takes one, nil if there is none; over says that all have been taken.
func (e *endings) take(threads []thread) (t *thread, over bool) {
	e.mu.Lock()
	all := uint32(len(threads))
	if e.list.Load() == 0 && e.taken.Load() < all {
		e.list.Store(e.top.Swap(0))
	}
	if first := e.list.Load(); first != 0 {
		t = &threads[first-1]
		e.list.Store(t.nextEnded.Load())
		if e.taken.Add(1) == all {
			e.top.Store(endingsOver)
			e.wake()
		}
	}
	over = t == nil && e.taken.Load() == all
	e.mu.Unlock()
	return t, over
}

// next waits for one until deadline: forever, 0 for not at all, or monotonic ns.
func (e *endings) next(threads []thread, deadline int64) (*thread, error) {
	for {
		t, over := e.take(threads)
		switch {
		case t != nil:
			return t, nil
		case over:
			return nil, ErrJoined
		case deadline == 0:
			return nil, ErrTimeout
		}
		e.idle.Add(1)
		if deadline == forever {
			futex.Wait(word.Addr(&e.top), 0)
		} else if futex.Private.WaitUntil(word.Addr(&e.top), 0, futex.Monotonic, deadline) == futex.ErrTimeout {
			deadline = 0 // one last look
		}
		e.idle.Add(^uint32(0))
	}
}
