package futex_test

import (
	"time"
	"unsafe"

	"rawthread/futex"
	"rawthread/internal/word"
)

// A workload is what each of the workers of an arena does with one primitive, on
// whatever thread it is, and what must hold when all are done.
type workload struct {
	name  string
	setUp func(a *arena)
	work  func(a *arena, id int)
	holds func(a *arena) bool
}

var workloads = []workload{
	{"Mutex", nil, workMutex, func(a *arena) bool { return a.sum == workers*int64(a.rounds) }},
	{"RWMutex", nil, func(a *arena, id int) { workRW(a, id, false) }, (*arena).rwHolds},
	{"ReaderRWMutex", nil, func(a *arena, id int) { workRW(a, id, true) }, (*arena).rwHolds},
	{"Cond", nil, workCond, func(a *arena) bool { return a.count == 0 && a.sum == workers/2*int64(a.rounds) }},
	{"Once", nil, workOnce, func(a *arena) bool { return a.serials.Load() == int32(len(a.values)) }},
	{"WaitGroup", nil, workWaitGroup, func(a *arena) bool { return a.waitGroup().TryWait() }},
	{"Semaphore", func(a *arena) { a.semaphore().Release(2) }, workSemaphore, func(a *arena) bool { return a.semaphore().Value() == 2 }},
	{"Barrier", nil, workBarrier, func(a *arena) bool { return a.serials.Load() == 2*a.rounds }},
	{"Event", nil, workEvent, func(a *arena) bool { return !a.event(0).IsSet() }},
	{"AutoEvent", nil, workAutoEvent, func(a *arena) bool { return !a.autoEvent(0).IsSet() }},
	{"Parker", nil, workParker, func(a *arena) bool { return !a.parker(0).TryPark() }},
	{"SpinThenPark", nil, workSpin, func(a *arena) bool { return a.turn.Load() == 0 }},
	{"PIMutex", nil, func(a *arena, id int) { workErrLocker(a, a.pi()) }, func(a *arena) bool { return a.sum == workers*int64(a.rounds) }},
	{"RobustMutex", nil, func(a *arena, id int) { workErrLocker(a, a.robust()) }, func(a *arena) bool { return a.sum == workers*int64(a.rounds) }},
}

// lockSomehow locks by each of the ways in turn.
func lockSomehow(a *arena, l locker, r int32) {
	switch r % 8 {
	case 1:
		if l.TryLock() {
			return
		}
	case 3:
		if err := l.LockTimeout(20 * time.Microsecond); err == nil {
			return
		} else {
			a.expect(err == futex.ErrTimeout)
		}
	case 5:
		a.expect(l.LockUntil(futex.Realtime, futex.Realtime.Now()+int64(time.Hour)) == nil)
		return
	}
	l.Lock()
}

func workMutex(a *arena, id int) {
	l := a.locker()
	for r := range a.rounds {
		lockSomehow(a, l, r)
		a.sum++
		l.Unlock()
	}
}

func workRW(a *arena, id int, reader bool) {
	l, w := a.rwLocker(reader)
	for r := range a.rounds {
		if r%4 == 0 {
			lockSomehow(a, w, r/4)
			a.sum++
			a.sum2++
			w.Unlock()
			continue
		}
		switch {
		case r%8 == 1 && l.TryRLock(), r%8 == 3 && l.RLockTimeout(20*time.Microsecond) == nil,
			r%8 == 5 && l.RLockUntil(futex.Monotonic, futex.Deadline(20*time.Microsecond)) == nil:
		default:
			l.RLock()
		}
		a.expect(a.sum == a.sum2)
		l.RUnlock()
	}
}

func (a *arena) rwHolds() bool {
	return a.sum == workers*int64((a.rounds+3)/4) && a.sum2 == a.sum
}

// workCond passes items through a store for three, from half of the workers to
// the other half.
func workCond(a *arena, id int) {
	const room, items = 0, 1 // conditions
	l := a.condMutex()
	for r := range a.rounds {
		l.Lock()
		if id%2 == 0 {
			for a.count == 3 {
				a.waitCond(room, r)
			}
			a.count++
			a.wakeCond(items, r%4 == 0)
		} else {
			for a.count == 0 {
				a.waitCond(items, r)
			}
			a.count--
			a.sum++
			a.wakeCond(room, r%4 == 0)
		}
		a.expect(0 <= a.count && a.count <= 3)
		l.Unlock()
	}
}

func workOnce(a *arena, id int) {
	for i := range a.values {
		o := a.once(i)
		mine, err := false, error(nil)
		if i%2 == 0 {
			mine = o.Begin()
		} else {
			mine, err = o.BeginTimeout(time.Hour)
		}
		a.expect(err == nil)
		if mine {
			a.serials.Add(1)
			a.values[i] = int32(i) + 1
			o.Done()
		}
		a.expect(o.IsDone() && a.values[i] == int32(i)+1)
	}
}

// workWaitGroup has worker 0 wait for the others, round by round.
func workWaitGroup(a *arena, id int) {
	wg, b := a.waitGroup(), a.barrier()
	for r := range a.rounds {
		if id == 0 {
			wg.Add(workers - 1)
		}
		b.Wait(workers)
		if id != 0 {
			a.slots[id] = r
			wg.Done()
		}
		if id < 2 { // 1 waits too
			switch r % 3 {
			case 0:
				wg.Wait()
			case 1:
				a.expect(wg.WaitTimeout(time.Hour) == nil)
			default:
				a.expect(wg.WaitUntil(futex.Realtime, futex.Realtime.Now()+int64(time.Hour)) == nil)
			}
			for i := 1; i < workers; i++ {
				a.expect(a.slots[i] == r)
			}
		}
		b.Wait(workers)
	}
}

// workSemaphore lets two in at once.
func workSemaphore(a *arena, id int) {
	s := a.semaphore()
	for r := range a.rounds {
		switch {
		case r%4 == 1 && s.TryAcquire(), r%4 == 2 && s.AcquireTimeout(20*time.Microsecond) == nil,
			r%4 == 3 && s.AcquireUntil(futex.Realtime, futex.Realtime.Now()+20000) == nil:
		default:
			s.Acquire()
		}
		a.expect(a.inside.Add(1) <= 2)
		a.inside.Add(-1)
		s.Release(1)
	}
}

func workBarrier(a *arena, id int) {
	b := a.barrier()
	for r := range a.rounds {
		a.slots[id] = r
		serial := b.Wait(workers)
		for i := range a.slots {
			a.expect(a.slots[i] == r)
		}
		if serial {
			a.serials.Add(1)
		}
		for { // those who give up come again
			serial, err := b.WaitTimeout(workers, time.Duration(r%64)*time.Microsecond)
			if serial {
				a.serials.Add(1)
			}
			if err == nil {
				break
			}
			a.expect(err == futex.ErrTimeout)
		}
	}
}

// pair tells a worker its own place and its partner's: 0 and 1, 2 and 3.
func pair(id int) (own, other int) { return id, id ^ 1 }

func workEvent(a *arena, id int) {
	own, other := pair(id)
	mine, theirs := a.event(own), a.event(other)
	for r := range a.rounds {
		if id%2 == 0 {
			a.slots[id] = r
			theirs.Set()
		}
		waitEvent(a, mine, r)
		a.expect(mine.Reset())
		a.expect(a.slots[id&^1] == r)
		if id%2 == 1 {
			theirs.Set()
		}
	}
}

func workAutoEvent(a *arena, id int) {
	own, other := pair(id)
	mine, theirs := a.autoEvent(own), a.autoEvent(other)
	for r := range a.rounds {
		if id%2 == 0 {
			a.slots[id] = r
			theirs.Set()
		}
		waitEvent(a, mine, r)
		a.expect(a.slots[id&^1] == r && !mine.IsSet())
		if id%2 == 1 {
			theirs.Set()
		}
	}
}

// waitEvent waits by each of the ways in turn.
func waitEvent(a *arena, e event, r int32) {
	switch r % 3 {
	case 1:
		for e.WaitTimeout(20*time.Microsecond) != nil {
		}
	case 2:
		a.expect(e.WaitUntil(futex.Realtime, futex.Realtime.Now()+int64(time.Hour)) == nil)
	default:
		e.Wait()
	}
}

func workParker(a *arena, id int) {
	own, other := pair(id)
	mine, theirs := a.parker(own), a.parker(other)
	for r := range a.rounds {
		if id%2 == 0 {
			a.slots[id] = r
			theirs.Unpark()
		}
		switch r % 3 {
		case 1:
			for mine.ParkTimeout(20*time.Microsecond) != nil {
			}
		case 2:
			a.expect(mine.ParkUntil(futex.Realtime, futex.Realtime.Now()+int64(time.Hour)) == nil)
		default:
			mine.Park()
		}
		a.expect(a.slots[id&^1] == r)
		if id%2 == 1 {
			theirs.Unpark()
		}
	}
}

// workSpin hands a turn round.
func workSpin(a *arena, id int) {
	s := a.scope()
	for range a.rounds {
		for v := a.turn.Load(); v != uint32(id); v = a.turn.Load() {
			a.expect(s.SpinThenPark((*word.Uint32)(unsafe.Pointer(&a.turn)), v, futex.Monotonic, futex.Forever) == nil)
		}
		a.turn.Store(uint32(id+1) % workers)
		s.Wake(addr(&a.turn), workers)
	}
}

func workErrLocker(a *arena, l errLocker) {
	for r := range a.rounds {
		err := futex.ErrLocked
		switch r % 8 {
		case 1:
			err = l.TryLock()
			a.expect(err != futex.ErrTimeout)
		case 3:
			err = l.LockTimeout(20 * time.Microsecond)
			a.expect(err != futex.ErrLocked)
		case 5:
			err = l.LockUntil(futex.Realtime, futex.Realtime.Now()+int64(time.Hour))
		}
		if err == futex.ErrLocked || err == futex.ErrTimeout {
			err = l.Lock()
		}
		if err == futex.ErrUnsupported {
			a.unsupported.Add(1)
			return
		}
		a.expect(err == nil)
		a.sum++
		l.Unlock()
	}
}
