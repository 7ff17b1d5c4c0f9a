package futex_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"rawthread/futex"
)

// What has Lock and Unlock is a sync.Locker.
var _ = []sync.Locker{
	new(futex.Mutex), new(futex.RWMutex), new(futex.ReaderRWMutex),
	new(futex.SharedMutex), new(futex.SharedRWMutex), new(futex.SharedReaderRWMutex),
}

// TestSizes: docs/futex.md says them, and processes that share memory rely on
// them.
func TestSizes(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want uintptr
	}{
		{"Mutex", unsafe.Sizeof(futex.Mutex{}), 4}, {"SharedMutex", unsafe.Sizeof(futex.SharedMutex{}), 4},
		{"RWMutex", unsafe.Sizeof(futex.RWMutex{}), 8}, {"ReaderRWMutex", unsafe.Sizeof(futex.ReaderRWMutex{}), 8},
		{"Cond", unsafe.Sizeof(futex.Cond{}), 8}, {"Once", unsafe.Sizeof(futex.Once{}), 4},
		{"WaitGroup", unsafe.Sizeof(futex.WaitGroup{}), 4}, {"Semaphore", unsafe.Sizeof(futex.Semaphore{}), 8},
		{"Barrier", unsafe.Sizeof(futex.Barrier{}), 4}, {"Event", unsafe.Sizeof(futex.Event{}), 4},
		{"AutoEvent", unsafe.Sizeof(futex.AutoEvent{}), 4}, {"Parker", unsafe.Sizeof(futex.Parker{}), 4},
		{"PIMutex", unsafe.Sizeof(futex.PIMutex{}), 4},
		{"RobustMutex", unsafe.Sizeof(futex.RobustMutex{}), 2*unsafe.Sizeof(uintptr(0)) + 8},
	} {
		if c.got != c.want {
			t.Errorf("%s has %d bytes, should have %d", c.name, c.got, c.want)
		}
	}
}

// TestPrimitivesAllocateNothing: not even where they wait.
func TestPrimitivesAllocateNothing(t *testing.T) {
	var m, taken futex.Mutex
	var rw futex.RWMutex
	var c futex.Cond
	var s futex.Semaphore
	var e futex.Event
	var a futex.AutoEvent
	var p futex.Parker
	var wg, busy futex.WaitGroup
	var b futex.Barrier
	var pi futex.PIMutex
	var robust futex.RobustMutex
	taken.Lock()
	busy.Add(1)
	act := func() {
		m.Lock()
		c.WaitTimeout(&m, time.Microsecond)
		c.Broadcast()
		m.Unlock()
		taken.LockTimeout(time.Microsecond)
		rw.RLock()
		rw.LockTimeout(time.Microsecond)
		rw.RUnlock()
		s.AcquireTimeout(time.Microsecond)
		s.Release(1)
		s.Acquire()
		e.WaitTimeout(time.Microsecond)
		a.Set()
		a.Wait()
		p.Unpark()
		p.Park()
		wg.Add(1)
		wg.Done()
		wg.Wait()
		busy.WaitTimeout(time.Microsecond)
		b.WaitTimeout(2, time.Microsecond)
		b.Wait(1)
		if pi.Lock() == nil {
			pi.Unlock()
		}
		if robust.Lock() == nil {
			robust.Unlock()
		}
	}
	act() // a thread's first lock of a RobustMutex may
	if n := testing.AllocsPerRun(20, act); n >= 1 {
		t.Errorf("%.1f allocations a round", n)
	}
}

// TestMisuse: what can't be meant panics, with the word as it was or not worth
// anything any more.
func TestMisuse(t *testing.T) {
	var once, begun futex.Once
	begun.Begin()
	begun.Done()
	for name, f := range map[string]func(){
		"Done of a Once not begun": once.Done, "Done of a Once done": begun.Done,
		"WaitGroup below 0":     func() { new(futex.WaitGroup).Done() },
		"WaitGroup far below 0": func() { new(futex.WaitGroup).Add(-1 << 30) },
		"WaitGroup above": func() {
			var wg futex.WaitGroup
			wg.Add(futex.MaxWaitGroup)
			wg.Add(1)
		},
		"WaitGroup far above": func() { new(futex.WaitGroup).Add(1 << 30) },
	} {
		if !panics(f) {
			t.Errorf("%s did not panic", name)
		}
	}
	var m futex.Mutex
	var c futex.Cond
	if err := c.WaitUntil(&m, futex.Monotonic, -1); err != futex.ErrInvalid {
		t.Errorf("WaitUntil with a negative deadline: %v", err)
	}
}

// sleeps waits until somebody sleeps on a primitive's word: the kernel counts
// those whom it moves from the word to itself.
func sleeps(t *testing.T, word *uint32) {
	t.Helper()
	for n := 0; n == 0; pass() {
		var err error
		n, err = futex.Private.CmpRequeue(word, atomic.LoadUint32(word), 0, 1, word)
		if err != nil && err != futex.ErrChanged {
			t.Fatal(err)
		}
	}
}

// returns fails the test if the call does not end.
func (b *blocked) returns(t *testing.T, why string) {
	t.Helper()
	done := make(chan struct{})
	go func() { b.wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal(why)
	}
}

// TestWaitGroupRounds: a Wait that was there when the count came to 0 returns,
// though it is not 0 any more; also when rounds come round.
func TestWaitGroupRounds(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		var wg futex.WaitGroup
		wg.Add(1)
		for range 150 {
			b := block(t, k, wg.Wait)
			sleeps(t, (*uint32)(unsafe.Pointer(&wg)))
			wg.Done()
			wg.Add(1) // the next round, before the waiter woke
			b.returns(t, "a waiter missed the end of its round")
		}
	})
}

// TestEventPulse: a Reset right after a Set makes nobody that waits miss it.
func TestEventPulse(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		var e futex.Event
		for range 20 {
			b := block(t, k, e.Wait)
			sleeps(t, (*uint32)(unsafe.Pointer(&e)))
			e.Set()
			e.Reset()
			b.returns(t, "a waiter missed a Set")
		}
	})
}
