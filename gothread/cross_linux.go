//go:build !go1.28 && !race && !msan && !asan

package gothread

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/internal/gohook"
	"rawthread/kthread"
	"rawthread/tls"
)

// How a raw thread gets into Go and back.
//
//	raw: fake g, thread pointer to the head, signals blocked
//	  │ enter: g = the g0 of the thread's M (0: none yet), head hidden
//	  ▼
//	C, to the runtime: g0, signals blocked
//	  │ cgocallback (takes an M if there is none) ─▶ inGo
//	  ▼
//	Go: the M's goroutine
//	  │ inGo: signals as goroutines have them ─▶ the function ─▶ signals blocked
//	  ▼
//	C, to the runtime: g0, signals blocked
//	  │ enter: head shown, g = the fake g
//	  ▼
//	raw
//
// No asynchronous signal is deliverable at any point but in Go proper: neither the
// runtime's handler nor kthread's meets a thread that is half of each. The
// synchronous ones are told apart by the head: hidden, the thread is any thread of
// the runtime's to kthread's handler.
//
// Hidden is the head on x86 by its magic word. Elsewhere the thread pointer is that of
// the runtime's own threads meanwhile: one that the runtime makes there inherits
// it, and would be taken for a raw thread, by a head that is gone at some time.
//
// In raw code the M is to the runtime one in a system call: it has no P, and
// nobody waits for it.

// A record is what a raw thread has for its crossings. It is touched by that
// thread alone.
type record struct {
	g0  uintptr // of the M that the thread has; 0: none
	in  sigset  // what signals it blocks in Go
	out sigset  // and in raw code
}

// magicOffset is for the assembly of x86.
const magicOffset = tls.MagicOffset

var records = tls.NewVar[record]()

// A crossing is one call from a raw thread, on its stack: the collector does not
// look there, and need not, since the function is the body's too.
type crossing struct {
	fn     *func()
	record *record
	owner  uintptr // of the thread, for kthread
	brief  bool    // signals stay blocked
	ended  bool    // by runtime.Goexit
}

var inGoEntry = entryOf(inGo)

// crossInto calls fn in Go. Raw threads only. It does not return if fn ended
// by runtime.Goexit: the thread ends.
func crossInto(fn *func(), brief bool) {
	c := crossing{fn: fn, record: records.Ptr(), owner: tls.Owner(), brief: brief}
	if c.record.g0 == 0 {
		// Taking an M lets some signals through.
		sigprocmask(nil, &c.record.out)
	}
	enter(c.record, inGoEntry, unsafe.Pointer(&c))
	if c.ended {
		kthread.Exit()
	}
}

// inGo is the first Go function of a call, and the last.
func inGo(frame unsafe.Pointer) {
	c := (*crossing)(frame)
	r := c.record
	switch {
	case r.g0 == 0:
		r.begin(c.owner)
	case c.brief:
		c.ended = !returns(*c.fn)
		return
	default:
		sigprocmask(&r.in, &r.out)
	}
	c.ended = !returns(*c.fn)
	sigprocmask(&r.out, &r.in)
}

// begin is for a thread's first call, once it has its M.
func (r *record) begin(owner uintptr) {
	// An M that is locked has another make the threads that it needs, which don't
	// inherit name, CPUs and policy of this one. It stays locked.
	m := wordAt(liveG(), gM)
	if _, again := lockedMs.LoadOrStore(m, struct{}{}); !again {
		runtime.LockOSThread()
	}
	r.in = goMask
	if *sigmaskOf(wordAt(m, mG0)) != r.out {
		maskElsewhere.Store(true)
	}
	// Signal handlers run on the M's signal stack from now on, in raw code too.
	var st stackT
	unix.RawSyscall(unix.SYS_SIGALTSTACK, 0, uintptr(unsafe.Pointer(&st)), 0)
	gohook.Bind(owner, st.sp, st.size, dropFunc)
	sigprocmask(&r.in, nil)
	forgetPreemption()
}

// forgetPreemption is for an M that another thread had before. If that one was to
// be preempted when it blocked its signals for the last time, the M believes for
// ever that a signal is under way to it, and asks for no other. So it gets one.
func forgetPreemption() {
	unix.RawSyscall(unix.SYS_TGKILL, uintptr(unix.Getpid()), uintptr(unix.Gettid()), uintptr(unix.SIGURG))
}

// lockedMs are the Ms that were begun with before.
var lockedMs sync.Map

// maskElsewhere is set where an M's mask is not where sigmaskOf takes it to be.
var maskElsewhere atomic.Bool

// drop gives the calling raw thread's M back. kthread calls it at the thread's
// end.
func drop() {
	r := records.Ptr()
	*sigmaskOf(r.g0) = r.out
	enter(r, 0, pointer(r.g0))
}

// dropFunc is drop as a func value's address.
var dropFunc = func() uintptr {
	f := drop
	return *(*uintptr)(unsafe.Pointer(&f))
}()

// enter calls runtime·cgocallback(fn, frame, 0) with the g0 of r, and with the
// thread's head hidden. Raw threads only.
//
//go:noescape
func enter(r *record, fn uintptr, frame unsafe.Pointer)

// callOnG0 calls runtime·cgocallback(fn, 0, 0) on the stack of g0, which is free
// from sp on down. It does not come back. After entersyscall only.
func callOnG0(g0, sp, fn uintptr)

// liveG returns the address of the calling goroutine's g.
func liveG() uintptr
