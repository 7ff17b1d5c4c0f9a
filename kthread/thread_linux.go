package kthread

import (
	"runtime"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/internal/word"
)

// A Thread is a handle on a raw thread. Its methods may be called from several
// threads at once. When the last handle is lost before the thread was joined
// or detached, the thread frees itself when it ends.
type Thread struct{ *thread }

// thread is what a handle and the registry share: see state.go for who may do
// what to it. It lies in Go's heap and is entered in the registry as long as a
// raw thread may use it.
type thread struct {
	state     word.Uint32  // the completion word, see state.go
	waiters   word.Uint32  // who sleeps on it, or is about to
	detachers word.Uint32  // which of them want to detach it
	tid       atomic.Int32 // by the kernel, before the thread runs

	ended word.Uint32 // how the body fares, see done_linux.go

	// ready tells the starter how the set-up went, if there is one: one of the
	// ready constants, stored by the thread with a wake.
	ready word.Uint32
	fail  Error // why, before ready says so; numbers only

	slot        uint32 // in the registry
	nextRetired uint32

	inst   uintptr // address of the instance
	layout Layout
	reach  uintptr // bytes of the stack that the thread can write to, 0 if not known

	body     func()
	bodyName string  // name, file and line, for reports
	name     string  // as in the Config
	setup    *setup  // nil: nothing is asked for
	worker   uintptr // of a pool: address of the worker that it is, 0 if none
	detached bool    // as in the Config

	group     *group      // nil: none
	index     uint32      // in the group
	nextEnded word.Uint32 // see endings

	self Thread // the handle that Self returns
}

const (
	readyPending = iota
	readyDone
	readyFailed
)

// instance returns the thread's instance. It is gone when the thread is.
func (t *thread) instance() *instance { return (*instance)(pointer(t.inst)) }

// word returns the completion word for futex calls.
func (t *thread) word() *uint32 { return word.Addr(&t.state) }

// wakeWaiters wakes all who sleep on the completion word, after it changed.
func (t *thread) wakeWaiters() {
	if t.waiters.Load() != 0 {
		futex.Shared.Wake(t.word(), 1<<30)
	}
}

// free gives the region back and lets go of the record. Exactly one caller gets
// here, by a transition of the completion word, see state.go.
func (t *thread) free() {
	t.giveRegionBack()
	t.wakeWaiters()
	t.letGo()
}

// ID returns the kernel's id of the thread: what gettid(2) returns there. It
// is 0 before Start, and stays when the thread is gone, though the kernel may
// then give it to another. Goroutines and raw threads.
func (t *Thread) ID() int { return int(t.tid.Load()) }

// Layout returns where the parts of the thread's region are; after the thread
// is gone, where they were. Goroutines and raw threads.
func (t *Thread) Layout() Layout { return t.layout }

// Self returns a handle on the calling raw thread, nil on a goroutine. It is
// not the pointer that Spawn returned, and it does not keep the thread from
// being freed; compare threads by ID. Goroutines and raw threads.
func Self() *Thread {
	inst := self()
	if inst == nil {
		return nil
	}
	t := (*thread)(pointer(inst.thread))
	return &t.self
}

// own reports whether the caller is the thread t.
func (t *thread) own() bool {
	inst := self()
	return inst != nil && addressOf(inst) == t.inst
}

// keep is runtime.KeepAlive for handles: a method must not lose the handle
// that it runs on, or its cleanup would detach the thread.
func keep(t *Thread) { runtime.KeepAlive(t) }

// Yield lets other threads of the same priority run first (sched_yield(2)).
// Goroutines, where it yields the whole thread, and raw threads.
func Yield() error {
	if _, _, e := unix.RawSyscall(unix.SYS_SCHED_YIELD, 0, 0, 0); e != 0 {
		return ErrUnsupported
	}
	return nil
}
