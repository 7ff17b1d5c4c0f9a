package kthread

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/internal/word"
	"rawthread/tls"
)

// threadMain is the first Go function on a raw thread, called by threadEntry.
// It does not return.
func threadMain() {
	inst := self()
	t := (*thread)(pointer(inst.thread))
	tls.SetID(int(t.tid.Load()))
	t.setUp()
	if t.group == nil {
		body := *(*func())(unsafe.Pointer(&inst.body))
		body()
	} else {
		body := *(*func(int))(unsafe.Pointer(&inst.body))
		body(int(t.index))
	}
	t.finish()
}

// setUp does what the Config asks for, lets the starter know if it waits, has a
// group's member wait for the others, and opens the thread to joiners and
// detachers.
func (t *thread) setUp() {
	wanted := t.setup.wanted()
	if wanted {
		if o, e := t.setup.apply(); e != 0 {
			t.fail.op, t.fail.kind, t.fail.errno = o, kindSetup, e
			t.giveUp()
			exit()
		}
	}
	if t.group != nil {
		t.enterGroup(wanted)
		return
	}
	if t.detached {
		t.open(stateDetached)
	} else {
		t.open(stateJoinable)
	}
	if wanted {
		t.tellStarter(readyDone)
	}
}

// enterGroup is the end of a member's set-up: it tells that it is there, and
// goes on when all are.
func (t *thread) enterGroup(tell bool) {
	if tell {
		t.tellStarter(readyDone)
	}
	if !t.group.pass() {
		t.giveUp()
		exit()
	}
	t.open(stateJoinable)
}

// open ends the state Starting. Joiners sleep on: the kernel wakes one at the end,
// which would cost them two switches more. But nothing else wakes joiners of a
// detached thread, and detachers.
func (t *thread) open(next uint32) {
	t.state.Store(next)
	if next == stateDetached || t.detachers.Load() != 0 {
		t.wakeWaiters()
	}
}

// giveUp is instead of open, when the set-up failed.
func (t *thread) giveUp() {
	t.bodyIs(bodyAbsent)
	t.state.Store(stateExiting)
	t.tellStarter(readyFailed)
}

func (t *thread) tellStarter(r uint32) {
	t.ready.Store(r)
	futex.Wake(word.Addr(&t.ready), 1)
}

// finish ends the calling raw thread, t.
func (t *thread) finish() {
	t.unbind()
	if canaries {
		t.instance().g.check()
	}
	t.bodyIs(bodyEnded)
	if t.group != nil {
		t.group.endings.push(t)
	}
	if t.close() {
		exit()
	}
	t.leaveRegion() // detached
	t.leave()
}

// close ends the state Joinable, unless the thread was detached.
func (t *thread) close() bool { return t.state.CompareAndSwap(stateJoinable, stateExiting) }

// exit ends the calling task. The kernel then clears the completion word and
// wakes a joiner, who frees the memory that this runs on: so it is the last
// that the thread does, and blocked signals keep it so.
func exit() {
	for {
		unix.RawSyscall(unix.SYS_EXIT, 0, 0, 0)
	}
}

// leave, where the cache does not want the region, frees all that the calling
// raw thread has, itself included. Nothing may make the kernel write to the memory
// once it is unmapped: so no signal, no CLEARTID. The robust list, rseq and a signal
// stack are per thread, and off unless the body registered them: the kernel walks
// the list at exit, when the memory is gone, so the locks are marked here and the
// list is taken off; the others are undone by who registers them.
func (t *thread) leave() {
	region, size := t.layout.Guard.Addr, t.layout.Size()
	blockAll()
	futex.AbandonRobust()
	unix.RawSyscall(unix.SYS_SET_TID_ADDRESS, 0, 0, 0)
	futex.SetRobustList(nil)
	retire(t) // from here on t may be gone
	unmapSelf(region, size)
}

// Exit ends the calling raw thread from the middle of its body, however deep in
// calls. Deferred functions don't run: raw threads have none. On a goroutine it
// panics.
func Exit() {
	inst := self()
	if inst == nil {
		panic("kthread.Exit called on a goroutine: runtime.Goexit is for those")
	}
	if w := currentWorker(); w != nil {
		w.leave()
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
