package kthread

import "rawthread/internal/word"

// idleStack holds the workers that wait for a task, the one that came last on
// top: it still looks for work, or its caches are warm; those at the bottom sleep.
//
//	bits 63..16             bits 15..0
//	how often was pushed    1 + the top worker's number, 0: empty
//
// A worker pushes itself. Who pops it has it to himself, and either hands it a
// task, and a token of its parker, or pushes it again. Links between workers are
// numbers too; a popper may read one that is old, and then fails to swap, for
// the count has moved on.
//
// Order: push releases and pop acquires the worker's box. All are sequentially
// consistent, for pool.match.
type idleStack struct {
	_   [line]byte
	top word.Uint64
	_   [line - 8]byte
}

const (
	idleNumber = 1<<16 - 1
	idlePush   = 1 << 16
)

func (s *idleStack) push(workers []worker, i uint32) {
	for {
		old := s.top.Load()
		workers[i].next.Store(uint32(old & idleNumber))
		if s.top.CompareAndSwap(old, old&^idleNumber+idlePush|uint64(i+1)) {
			return
		}
	}
}

func (s *idleStack) pop(workers []worker) *worker {
	for {
		old := s.top.Load()
		n := old & idleNumber
		if n == 0 {
			return nil
		}
		w := &workers[n-1]
		if s.top.CompareAndSwap(old, old&^idleNumber|uint64(w.next.Load())) {
			return w
		}
	}
}
