package futex_test

import (
	"sync/atomic"
	"testing"
	"time"

	"rawthread/futex"
)

// A bench is what the workers of a stress test share, in Go memory or in memory
// that two processes map: one primitive of each kind with what it protects.
type bench struct {
	stop atomic.Uint32
	ops  [2 * workers]counter // each its worker's own
	dead atomic.Int64         // owners that died with the robust lock
	told atomic.Int64         // ErrOwnerDied got

	arena arena
	added [kindsOfWork]int64 // under the primitive of the kind, and sum of done
}

// A counter has a cache line of its own.
type counter struct {
	done     [kindsOfWork]int64 // what the worker did
	timeouts int64
	begun    atomic.Int64
	_        [6]int64
}

const (
	workOnMutex = iota
	workOnRW
	workOnReaderRW
	workOnRobust
	workOnPI
	workOnPut
	workOnTake
	workOnSemaphore
	kindsOfWork
)

// run does random work until it is told to stop.
func (b *bench) run(id int, seed uint32) {
	a, c := &b.arena, &b.ops[id]
	x := seed*2654435761 | 1
	for b.stop.Load() == 0 {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		b.step(a, c, x)
		c.begun.Store(1)
	}
}

// step does one thing by a random way to lock; what times out is not done.
func (b *bench) step(a *arena, c *counter, x uint32) {
	work, how := int(x>>8)%kindsOfWork, x>>16%4
	short := time.Duration(x>>20%64) * time.Microsecond
	switch work {
	case workOnMutex:
		if !lockBy(a.locker(), how, short, c) {
			return
		}
		b.added[work]++
		a.locker().Unlock()
	case workOnRW, workOnReaderRW:
		rw, l := a.rwLocker(work == workOnReaderRW)
		if x>>26%4 != 0 {
			rw.RLock()
			a.expect(b.added[work] >= 0)
			rw.RUnlock()
			return
		}
		if !lockBy(l, how, short, c) {
			return
		}
		b.added[work]++
		l.Unlock()
	case workOnRobust, workOnPI:
		l := a.robust()
		if work == workOnPI {
			l = a.pi()
		}
		err := l.LockTimeout(time.Hour)
		if how == 1 {
			if err == nil || err == futex.ErrOwnerDied {
				b.repair(a, err)
				l.Unlock()
			}
			err = l.LockTimeout(short)
		}
		if err != nil && err != futex.ErrOwnerDied {
			c.timeouts++
			return
		}
		b.repair(a, err)
		b.added[work]++
		l.Unlock()
	case workOnPut, workOnTake:
		if !b.pass(a, work, how, c) {
			return
		}
	case workOnSemaphore:
		s := a.semaphore()
		switch {
		case how == 0:
			s.Acquire()
		case s.AcquireTimeout(short) != nil:
			c.timeouts++
			return
		}
		a.expect(a.inside.Add(1) <= 2)
		a.inside.Add(-1)
		s.Release(1)
	}
	c.done[work]++
}

// repair is what the next owner does after one that died.
func (b *bench) repair(a *arena, err error) {
	if err == futex.ErrOwnerDied {
		b.told.Add(1)
		if a.isShared {
			a.shared.robust.Consistent()
		} else {
			a.private.robust.Consistent()
		}
	}
}

// pass puts an item into a store for eight, or takes one out, unless it has to
// wait too long.
func (b *bench) pass(a *arena, work int, how uint32, c *counter) bool {
	l := a.condMutex()
	l.Lock()
	cond, full := 0, int64(8)
	if work == workOnTake {
		cond, full = 1, 0
	}
	for tries := 0; a.count == full; tries++ {
		if tries == 3 || b.stop.Load() != 0 {
			c.timeouts++
			l.Unlock()
			return false
		}
		a.waitCond(cond, 1+int32(how)%2)
	}
	if work == workOnTake {
		a.count--
	} else {
		a.count++
	}
	b.added[work]++
	a.wakeCond(1-cond, how == 3)
	l.Unlock()
	return true
}

func lockBy(l locker, how uint32, short time.Duration, c *counter) bool {
	switch how {
	case 1:
		if !l.TryLock() {
			return false
		}
	case 2:
		if l.LockTimeout(short) != nil {
			c.timeouts++
			return false
		}
	default:
		l.Lock()
	}
	return true
}

// begun says whether each worker has done something, or tried to.
func (b *bench) begun() bool {
	for i := range b.ops {
		if b.ops[i].begun.Load() == 0 {
			return false
		}
	}
	return true
}

// holds checks that nothing was lost.
func (b *bench) holds(t *testing.T) {
	t.Helper()
	var done [kindsOfWork]int64
	var all, timeouts int64
	for i := range b.ops {
		for work, n := range b.ops[i].done {
			done[work] += n
			all += n
		}
		timeouts += b.ops[i].timeouts
	}
	b.added[workOnSemaphore] = done[workOnSemaphore]
	if done != b.added {
		t.Errorf("lost: %v were done, %v are there", done, b.added)
	}
	if n := done[workOnPut] - done[workOnTake]; n != b.arena.count {
		t.Errorf("%d items are in the store, and should be %d", b.arena.count, n)
	}
	if n := b.arena.bad.Load(); n != 0 {
		t.Errorf("%d checks failed", n)
	}
	if v := b.arena.semaphore().Value(); v != 2 {
		t.Errorf("the semaphore counts %d", v)
	}
	t.Logf("%d operations, %d timeouts, %d deaths of which %d were told", all, timeouts, b.dead.Load(), b.told.Load())
}

// sum is how much was done so far.
func (b *bench) sum() (all int64) {
	for i := range b.ops {
		for _, n := range b.ops[i].done {
			all += n
		}
	}
	return all
}
