package kthread

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/tls"
)

// threadMain is the first Go function on a raw thread, called by threadEntry.
// It does not return.
func threadMain() {
	inst := self()
	t := (*thread)(pointer(inst.thread))
	tls.SetID(int(t.tid.Load()))
	setSignalStack(inst.layout.signalStack(signalStackSize))
	t.setUp()
	body := *(*func())(unsafe.Pointer(&inst.body))
	body()
	t.finish()
}

// setUp does what the Config asks for, lets the starter know if it waits, and
// opens the thread to joiners and detachers.
func (t *thread) setUp() {
	next := uint32(stateJoinable)
	if t.detached {
		next = stateDetached
	}
	if !t.setup.wanted() {
		t.open(next)
		return
	}
	if o, e := t.setup.apply(); e != 0 {
		t.fail.op, t.fail.kind, t.fail.errno = o, kindSetup, e
		t.state.Store(stateExiting)
		t.tellStarter(readyFailed)
		exit()
	}
	t.open(next)
	t.tellStarter(readyDone)
}

// open ends the state Starting. Who waits for more than that is woken, since
// nothing else wakes joiners of a detached thread.
func (t *thread) open(next uint32) {
	t.state.Store(next)
	t.wakeWaiters()
}

func (t *thread) tellStarter(r uint32) {
	t.ready.Store(r)
	futex.Wake((*uint32)(unsafe.Pointer(&t.ready)), 1)
}

// finish ends the calling raw thread, t.
func (t *thread) finish() {
	if canaries {
		t.instance().g.check()
	}
	if t.state.CompareAndSwap(stateJoinable, stateExiting) {
		exit()
	}
	t.leave() // detached
}

// exit ends the calling task. The kernel then clears the completion word and
// wakes a joiner, who frees the memory that this runs on: so it is the last
// that the thread does, and blocked signals keep it so.
func exit() {
	for {
		unix.RawSyscall(unix.SYS_EXIT, 0, 0, 0)
	}
}

// leave frees all that the calling raw thread has, itself included. Nothing may
// make the kernel write to the memory once it is unmapped: so no signal, no
// CLEARTID, no signal stack. The robust list and rseq are per thread, and off
// unless the body registered them: the kernel walks the list at exit, when the
// memory is gone, so it is taken off too; rseq is unregistered by who registers it.
func (t *thread) leave() {
	region, size := t.layout.Guard.Addr, t.layout.Size()
	blockAll()
	unix.RawSyscall(unix.SYS_SET_TID_ADDRESS, 0, 0, 0)
	unix.RawSyscall(unix.SYS_SET_ROBUST_LIST, 0, robustListHeadSize, 0)
	setSignalStack(Range{})
	retire(t) // from here on t may be gone
	unmapSelf(region, size)
}

// robustListHeadSize is the size of struct robust_list_head, which
// set_robust_list(2) insists on.
const robustListHeadSize = 3 * wordSize

// Exit ends the calling raw thread from the middle of its body, however deep in
// calls. Deferred functions don't run: raw threads have none. On a goroutine it
// panics.
func Exit() {
	inst := self()
	if inst == nil {
		panic("kthread.Exit called on a goroutine: runtime.Goexit is for those")
	}
	(*thread)(pointer(inst.thread)).finish()
}

// CurrentID returns the kernel's id of the calling thread. On a raw thread it
// is kept in TLS; on a goroutine it is a system call, and the answer is good
// for as long as the goroutine stays on its thread. A child made by fork(2)
// from a raw thread inherits its parent's value. Goroutines and raw threads.
func CurrentID() int {
	if id := tls.ID(); id != 0 {
		return id
	}
	return unix.Gettid()
}
