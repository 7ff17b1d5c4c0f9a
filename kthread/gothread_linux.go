package kthread

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/internal/gohook"
)

// What package gothread needs, see package gohook.
func init() {
	gohook.Bind = bind
	gohook.SetBody = func(h any, body func()) { h.(*Thread).bodyName = bodyName(body) }
	gohook.Adopt = func(cfg any, body func()) (any, error) { return adopt(cfg.(Config), body) }
}

// bind notes that the thread with the given instance has an M. How deep its
// stack gets is not known then: the runtime uses it as it likes.
func bind(owner, signals, size, drop uintptr) {
	inst := (*instance)(pointer(owner))
	inst.gsignal.init(Range{signals, size}, tripwire.addr)
	inst.drop = drop
	(*thread)(pointer(inst.thread)).reach = 0
}

// unbind gives back what bind noted, if it did. The calling thread only, at its
// end.
func (t *thread) unbind() {
	inst := t.instance()
	if inst.drop == 0 {
		return
	}
	inst.callDrop()
	inst.drop = 0
	inst.gsignal.init(t.layout.handlers(), tripwire.addr)
}

// callDrop is known to package rawsafe by name: what it calls is gothread.drop.
//
//go:noinline
func (inst *instance) callDrop() { (*(*func())(unsafe.Pointer(&inst.drop)))() }

// adopt makes a handle of a goroutine's thread. It has no region, and what the
// kernel does to the completion word of others is done by the goroutine.
func adopt(cfg Config, body func()) (*Thread, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	t := &thread{body: body, bodyName: bodyName(body), name: cfg.Name, detached: cfg.Detached}
	t.self.thread = t
	t.setup = newSetup(&cfg)
	t.state.Store(stateStarting)
	t.ended.Store(bodyRuns)
	register(t)
	started := make(chan struct{})
	go t.live(started)
	<-started
	if t.state.Load() == stateReleased {
		return nil, &t.fail
	}
	h := &Thread{t}
	runtime.AddCleanup(h, (*thread).abandon, t)
	return h, nil
}

// live is an adopted thread's goroutine. It stays locked, so that its end is the
// thread's.
func (t *thread) live(started chan struct{}) {
	runtime.LockOSThread()
	if unix.Gettid() == unix.Getpid() {
		// The process's first thread does not end, and its name is the process's.
		elsewhere := make(chan struct{})
		go t.live(elsewhere)
		<-elsewhere
		runtime.UnlockOSThread()
		close(started)
		return
	}
	t.tid.Store(int32(unix.Gettid()))
	if t.setup.wanted() {
		if o, e := t.setup.apply(); e != 0 {
			t.fail.op, t.fail.kind, t.fail.errno = o, kindSetup, e
			t.bodyIs(bodyAbsent)
			t.state.Store(stateReleased)
			t.letGo()
			close(started)
			return
		}
	}
	if t.detached {
		t.open(stateDetached)
	} else {
		t.open(stateJoinable)
	}
	close(started)
	defer t.die()
	t.body()
}

// die ends an adopted thread.
func (t *thread) die() {
	t.bodyIs(bodyEnded)
	if t.close() {
		t.state.Store(stateExited)
		t.wakeWaiters()
	} else {
		t.letGo()
	}
}
