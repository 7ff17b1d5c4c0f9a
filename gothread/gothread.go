package gothread

import (
	"errors"

	"rawthread/kthread"
	"rawthread/tls"
)

// Spawn makes a thread of its own that runs body, which may do all that a
// goroutine may. It is the caller's as a thread of kthread's is: the same handle,
// with Join, Detach and the rest, the same errors; name, CPUs and policy hold from
// the body's first instruction on.
//
// To the Go runtime the body is a goroutine, locked to that thread: it counts for
// GOMAXPROCS, is preempted, stops with the world, and its stack grows. Config's
// StackSize is that of the system stack, on which the runtime's own code runs;
// Calls and Unchecked have no meaning. A panic that nobody recovers ends the
// process, with the traceback. After runtime.Goexit, and so testing's FailNow, the
// thread ends as if body had returned. In body kthread.Self is nil and
// tls.Var can't be used: kthread, futex and bridge see a goroutine.
//
// Where [Backend] says that threads of its own can't be had, body runs on
// a goroutine that is locked to a thread of the runtime's, which ends with it. On
// systems other than Linux there are no threads of kthread's, and Spawn returns
// [kthread.ErrUnsupported]. Goroutines only.
func Spawn(cfg kthread.Config, body func()) (*kthread.Thread, error) {
	if tls.OnRawThread() {
		return nil, kthread.ErrGoroutineOnly
	}
	if body == nil {
		return nil, errNilBody
	}
	if why := available(); why != "" {
		return spawnLocked(cfg, body)
	}
	return spawnRaw(cfg, body)
}

var errNilBody = errors.New("gothread: the body is nil")

// A Func is a function that raw threads may call though it is ordinary Go. Make it
// by [Prepare], and let the body capture it.
type Func struct {
	fn    func()
	brief bool // signals stay blocked
	far   bool // raw threads have a goroutine call it
}

// Prepare makes a Func of fn. It panics if fn is nil. Goroutines only.
func Prepare(fn func()) *Func { return prepare(fn, false) }

// PrepareBrief is Prepare for a function that is soon over: signals stay blocked on
// the thread, which saves two system calls, most of what a call costs. So the
// scheduler can preempt it only where it calls functions, and a program that it
// starts has its signals blocked. Goroutines only.
func PrepareBrief(fn func()) *Func { return prepare(fn, true) }

func prepare(fn func(), brief bool) *Func {
	if fn == nil {
		panic("gothread: a Func of a nil function")
	}
	f := &Func{fn: fn, brief: brief}
	if why := available(); why != "" {
		f.far = true
		startDispatcher()
	}
	return f
}

// Call calls the function and returns when it does. Any number of threads may call
// one Func at once.
//
// On a raw thread the function runs on that thread, as the body of [Spawn] does:
// the first call gives the thread a goroutine, which it keeps, and which rests
// between the calls. Package rawsafe accepts the call. If the function ends by
// runtime.Goexit, the thread ends, as by kthread.Exit. A call may take as long as
// any function in Go: it waits for a P, and stops with the world.
//
// Where [Backend] says that threads can't enter the runtime, a goroutine calls
// the function, and the raw thread waits for it. On a goroutine Call just calls
// the function.
func (f *Func) Call() {
	switch {
	case !tls.OnRawThread():
		callGo(f)
	case f.far:
		callFar(&f.fn)
	default:
		crossInto(&f.fn, f.brief)
	}
}

// callGo is for goroutines. Package rawsafe knows it by name.
//
//go:noinline
func callGo(f *Func) { f.fn() }

// UseGoroutines has the process do without threads that enter the runtime: Spawn and
// Prepare then do their work as where Backend says that they can't be had. It
// is for programs that call syscall.Setuid or its kin, or
// syscall.AllThreadsSyscall, later: those return ENOTSUP once raw threads are
// in use. It returns false, and does nothing, if raw threads are in use already.
// Goroutines only.
func UseGoroutines() bool { return useGoroutines() }

// A Support says how this package does its work in this process.
type Support struct {
	// Raw is true if bodies run on threads of kthread's, and raw threads enter
	// the Go runtime themselves. Else goroutines do it, locked to their threads.
	Raw bool
	// Why not.
	Why string
}

// Backend returns how this package does its work. To find out it prepares the
// runtime, as the first use does. The answer can change once: while packages are
// being initialised, raw threads can't be had yet. Goroutines only.
func Backend() Support {
	why := available()
	return Support{Raw: why == "", Why: why}
}

// String says it in words.
func (s Support) String() string {
	if s.Raw {
		return "raw threads"
	}
	return "locked goroutines: " + s.Why
}
