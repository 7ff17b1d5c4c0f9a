package kthread

import (
	"runtime"
	"sync"
	"sync/atomic"

	"rawthread/tls"
)

// The registry keeps, for the collector, what raw threads use: each thread's
// record, with the func value of its body, from Prepare until the thread is
// gone and its memory freed.
//
// A raw thread can't take its own record out: that would store a pointer. It
// pushes the number of its slot onto retired instead, a stack linked by
// numbers, and goroutines take them out: each that prepares a thread, joins
// one or lists them, and, since a program may do none of these again, one at
// the end of every garbage collection that found threads.
var registry struct {
	sync.Mutex
	slots []*thread // nil: free
	free  []uint32  // numbers of free slots
	tick  bool      // a collection will sweep

	// retired is 1 + the slot pushed last, 0 if there is none. Any thread
	// pushes by compare-and-swap, after its last use of the record; a sweeper
	// takes all at once by a swap, so no number can come back in between.
	retired atomic.Uint32
}

// register enters t. Goroutines only.
func register(t *thread) {
	sweep()
	r := &registry
	r.Lock()
	defer r.Unlock()
	if n := len(r.free); n > 0 {
		t.slot = r.free[n-1]
		r.free = r.free[:n-1]
	} else {
		t.slot = uint32(len(r.slots))
		r.slots = append(r.slots, nil)
	}
	r.slots[t.slot] = t
	if !r.tick {
		r.tick = true
		armTick()
	}
}

// retire says that nobody will use t's memory any more, nor t through the
// registry. Both kinds of thread; the last thing a detached thread does to t.
func retire(t *thread) {
	for {
		top := registry.retired.Load()
		t.nextRetired = top
		if registry.retired.CompareAndSwap(top, t.slot+1) {
			return
		}
	}
}

// sweep takes the retired threads out. Goroutines only; package rawsafe knows it
// by name.
//
//go:noinline
func sweep() {
	if cache.used.Load() > 0 {
		armCacheTick()
	}
	r := &registry
	if r.retired.Load() == 0 {
		return
	}
	r.Lock()
	defer r.Unlock()
	for top := r.retired.Swap(0); top != 0; {
		slot := top - 1
		t := r.slots[slot]
		top = t.nextRetired
		t.body = nil // it may hold the thread's own handle, whose cleanup holds t
		r.slots[slot] = nil
		r.free = append(r.free, slot)
	}
}

// sweepHere sweeps if the caller is a goroutine.
func sweepHere() {
	if !tls.OnRawThread() {
		sweep()
	}
}

// armTick has the registry swept after the next collection: a cleanup runs for
// an object that nobody keeps. The registry's lock is held.
func armTick() {
	runtime.AddCleanup(new([16]byte), func(struct{}) {
		sweep()
		reapLost()
		registry.Lock()
		defer registry.Unlock()
		for _, t := range registry.slots {
			if t != nil && t.state.Load() == stateExited {
				t.body = nil // a handle that only its own thread held is lost now
			}
		}
		if registry.tick = len(registry.free) < len(registry.slots); registry.tick {
			armTick()
		}
	}, struct{}{})
}

// An Info describes a thread that is not gone.
type Info struct {
	ID        int    // kernel thread id; 0 before Start
	Name      string // as the Config had it
	Body      string // name, file and line of the body
	State     string // prepared, starting, joinable, detached, exiting or exited
	StackSize int    // usable bytes
}

// Threads lists the raw threads that were prepared and are neither joined nor
// gone. Goroutines only.
func Threads() []Info {
	sweep()
	reapLost()
	r := &registry
	r.Lock()
	defer r.Unlock()
	var all []Info
	for _, t := range r.slots {
		if t == nil {
			continue
		}
		if s := t.state.Load(); s != stateJoined && s != stateReleased {
			all = append(all, Info{int(t.tid.Load()), t.name, t.bodyName, stateNames[s], int(t.layout.Stack.Size)})
		}
	}
	return all
}
