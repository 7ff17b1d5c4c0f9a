package kthread

import (
	"sync/atomic"

	"rawthread/futex"
	"rawthread/internal/word"
)

// A roomGate is where submitters wait for room in a pool's queue.
//
// A submitter counts itself in waiters, loads epoch, looks for room again, and
// sleeps on the epoch that it loaded. Who made room (a cell's store, in
// poolRing.take) loads waiters afterwards and, if it is not 0, moves epoch on and
// wakes one. All are sequentially consistent: either the submitter sees the room
// or the other sees the submitter.
//
// One cell makes one wake. A submitter that gives up may have had one: it passes
// it on if there is room.
type roomGate struct {
	epoch   word.Uint32
	waiters word.Uint32
	_       [line - 8]byte
}

// everyone is more than can wait on a word.
const everyone = 1 << 30

// open wakes n submitters, after there was made room, or the ring was closed.
func (g *roomGate) open(n int) {
	if g.waiters.Load() != 0 {
		g.epoch.Add(1)
		futex.Wake(word.Addr(&g.epoch), n)
	}
}

// await sleeps until there may be room, or the deadline, or cancelled is set.
func (p *pool) awaitRoom(deadline int64, cancelled *atomic.Bool) error {
	g := &p.room
	g.waiters.Add(1)
	var err error
	for {
		e := g.epoch.Load()
		if p.ring.room() {
			break
		}
		if cancelled != nil && cancelled.Load() {
			err = errCancelled
			break
		}
		if futex.Private.WaitUntil(word.Addr(&g.epoch), e, futex.Monotonic, deadline) == futex.ErrTimeout {
			err = ErrQueueFull
			break
		}
	}
	g.waiters.Add(^uint32(0))
	if err != nil && p.ring.room() {
		g.open(1)
	}
	return err
}
