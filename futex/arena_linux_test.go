package futex_test

import (
	"os"
	"sync/atomic"
	"time"

	"rawthread/futex"
)

// The interfaces are what private and shared primitives have in common.
type (
	locker interface {
		Lock()
		TryLock() bool
		LockTimeout(time.Duration) error
		LockUntil(futex.Clock, int64) error
		Unlock()
	}
	rwLocker interface {
		locker
		RLock()
		TryRLock() bool
		RLockTimeout(time.Duration) error
		RLockUntil(futex.Clock, int64) error
		RUnlock()
	}
	errLocker interface {
		Lock() error
		TryLock() error
		LockTimeout(time.Duration) error
		LockUntil(futex.Clock, int64) error
		Unlock()
	}
	oncer interface {
		Begin() bool
		BeginTimeout(time.Duration) (bool, error)
		Done()
		IsDone() bool
	}
	waitGrouper interface {
		Add(int)
		Done()
		Wait()
		TryWait() bool
		WaitTimeout(time.Duration) error
		WaitUntil(futex.Clock, int64) error
	}
	semaphore interface {
		Acquire()
		TryAcquire() bool
		AcquireTimeout(time.Duration) error
		AcquireUntil(futex.Clock, int64) error
		Release(int)
		Value() int
	}
	barrier interface {
		Wait(int) bool
		WaitTimeout(int, time.Duration) (bool, error)
		WaitUntil(int, futex.Clock, int64) (bool, error)
	}
	event interface {
		Set()
		Reset() bool
		IsSet() bool
		Wait()
		WaitTimeout(time.Duration) error
		WaitUntil(futex.Clock, int64) error
	}
	parker interface {
		Park()
		TryPark() bool
		ParkTimeout(time.Duration) error
		ParkUntil(futex.Clock, int64) error
		Unpark()
	}
)

// workers is how many share an arena.
const workers = 4

// privates are one of each primitive, shareds one of each shared one.
type privates struct {
	mutex    futex.Mutex
	rw       futex.RWMutex
	reader   futex.ReaderRWMutex
	conds    [2]futex.Cond
	condLock futex.Mutex
	once     [64]futex.Once
	wg       futex.WaitGroup
	sem      futex.Semaphore
	barrier  futex.Barrier
	events   [workers]futex.Event
	autos    [workers]futex.AutoEvent
	parkers  [workers]futex.Parker
	pi       futex.PIMutex
	robust   futex.RobustMutex
}

type shareds struct {
	mutex    futex.SharedMutex
	rw       futex.SharedRWMutex
	reader   futex.SharedReaderRWMutex
	conds    [2]futex.SharedCond
	condLock futex.SharedMutex
	once     [64]futex.SharedOnce
	wg       futex.SharedWaitGroup
	sem      futex.SharedSemaphore
	barrier  futex.SharedBarrier
	events   [workers]futex.SharedEvent
	autos    [workers]futex.SharedAutoEvent
	parkers  [workers]futex.SharedParker
	pi       futex.SharedPIMutex
	robust   futex.RobustMutex
}

// An arena is what the workers of a test share, in Go memory or in memory that
// two processes map.
type arena struct {
	private privates
	shared  shareds

	rounds      int32
	isShared    bool
	bad         atomic.Uint32 // how often something was wrong
	unsupported atomic.Uint32 // the system has no such lock

	count, sum, sum2 int64 // by the primitive that is tested
	inside, serials  atomic.Int32
	values           [64]int32
	slots            [workers]int32
	turn             atomic.Uint32
}

// emulated says that a program runs under an emulator, inGuest that a whole
// machine does: each round costs much.
var (
	emulated = os.Getenv("RAWTHREAD_EMULATOR") != ""
	inGuest  = os.Getenv("RAWTHREAD_KERNEL") != ""
)

func (a *arena) expect(ok bool) {
	if !ok {
		a.bad.Add(1)
	}
}

func (a *arena) locker() locker {
	if a.isShared {
		return &a.shared.mutex
	}
	return &a.private.mutex
}

// rwLocker returns an RWMutex twice: a raw thread can't convert one interface
// to another.
func (a *arena) rwLocker(reader bool) (rwLocker, locker) {
	switch {
	case a.isShared && reader:
		return &a.shared.reader, &a.shared.reader
	case a.isShared:
		return &a.shared.rw, &a.shared.rw
	case reader:
		return &a.private.reader, &a.private.reader
	}
	return &a.private.rw, &a.private.rw
}

// condMutex is the mutex of both conditions.
func (a *arena) condMutex() locker {
	if a.isShared {
		return &a.shared.condLock
	}
	return &a.private.condLock
}

// waitCond waits for a condition: for long, or for a moment only.
func (a *arena) waitCond(i int, how int32) {
	var err error
	if a.isShared {
		c, m := &a.shared.conds[i], &a.shared.condLock
		switch how % 3 {
		case 0:
			c.Wait(m)
		case 1:
			err = c.WaitTimeout(m, time.Millisecond)
		default:
			err = c.WaitUntil(m, futex.Realtime, futex.Realtime.Now()+int64(time.Millisecond))
		}
	} else {
		c, m := &a.private.conds[i], &a.private.condLock
		switch how % 3 {
		case 0:
			c.Wait(m)
		case 1:
			err = c.WaitTimeout(m, time.Millisecond)
		default:
			err = c.WaitUntil(m, futex.Realtime, futex.Realtime.Now()+int64(time.Millisecond))
		}
	}
	a.expect(err == nil || err == futex.ErrTimeout)
}

// wakeCond wakes one who waits for a condition, or all.
func (a *arena) wakeCond(i int, everyone bool) {
	switch {
	case a.isShared && everyone:
		a.shared.conds[i].Broadcast()
	case a.isShared:
		a.shared.conds[i].Signal()
	case everyone:
		a.private.conds[i].Broadcast()
	default:
		a.private.conds[i].Signal()
	}
}

func (a *arena) once(i int) oncer {
	if a.isShared {
		return &a.shared.once[i]
	}
	return &a.private.once[i]
}

func (a *arena) waitGroup() waitGrouper {
	if a.isShared {
		return &a.shared.wg
	}
	return &a.private.wg
}

func (a *arena) semaphore() semaphore {
	if a.isShared {
		return &a.shared.sem
	}
	return &a.private.sem
}

func (a *arena) barrier() barrier {
	if a.isShared {
		return &a.shared.barrier
	}
	return &a.private.barrier
}

func (a *arena) event(i int) event {
	if a.isShared {
		return &a.shared.events[i]
	}
	return &a.private.events[i]
}

func (a *arena) autoEvent(i int) event {
	if a.isShared {
		return &a.shared.autos[i]
	}
	return &a.private.autos[i]
}

func (a *arena) parker(i int) parker {
	if a.isShared {
		return &a.shared.parkers[i]
	}
	return &a.private.parkers[i]
}

func (a *arena) pi() errLocker {
	if a.isShared {
		return &a.shared.pi
	}
	return &a.private.pi
}

func (a *arena) robust() errLocker {
	if a.isShared {
		return &a.shared.robust
	}
	return &a.private.robust
}

func (a *arena) scope() futex.Scope {
	if a.isShared {
		return futex.Shared
	}
	return futex.Private
}
