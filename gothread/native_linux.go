//go:build !go1.28 && !race && !msan && !asan

package gothread

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// setUp is what is known of the process.
var setUp struct {
	sync.Mutex
	done  atomic.Bool // the runtime is prepared; set once
	tried bool
	why   string // it can't be
	avoid bool   // UseGoroutines was called
}

// available says why threads can't enter the runtime, "" if they can: it prepares
// the runtime. Goroutines only.
func available() (why string) {
	s := &setUp
	if s.done.Load() {
		return ""
	}
	s.Lock()
	defer s.Unlock()
	switch {
	case s.done.Load():
		return ""
	case iscgo:
		return "runtime/cgo is linked in: its threads have their own way into the runtime"
	case s.avoid:
		return "UseGoroutines was called"
	case !s.tried && !initialised():
		return "packages are still being initialised: the runtime takes no foreign threads before main.main"
	case !s.tried:
		s.tried = true
		s.why = prepareRuntime()
		s.done.Store(s.why == "")
	}
	return s.why
}

func useGoroutines() bool {
	setUp.Lock()
	defer setUp.Unlock()
	setUp.avoid = !setUp.done.Load()
	return setUp.avoid
}

// prepareRuntime has the runtime make its first extra M, for a thread that waits
// for it, does nothing in Go and ends.
func prepareRuntime() (why string) {
	runtime.LockOSThread() // the M stays; and the runtime has a thread that makes others
	defer runtime.UnlockOSThread()
	s, why := systemOf()
	if why != "" {
		return unknown(why)
	}
	if keyCreated != nil || libcSetegid[0] != nil {
		return unknown("variables of runtime/cgo's are set, and it is not there")
	}
	if atomic.LoadUint32(&extraMInUse) != 0 {
		return unknown("it has extra Ms where there should be none")
	}
	if why := seed(s); why != "" { // for nobody: nobody waits yet
		return unknown(why)
	}
	refuseAllThreads()
	sigprocmask(nil, &goMask)
	keyCreated = unsafe.Pointer(&keepM)
	entered := false
	nothing := func() { entered = true }
	t, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10}, func() { crossInto(&nothing, false) })
	if err != nil {
		return err.Error()
	}
	if t.Layout().Signals.Size < systemStack {
		return unknown("it takes threads to have more stack than they may")
	}
	for ended := false; !ended; {
		if why := seed(s); why != "" {
			return unknown(why)
		}
		time.Sleep(20 * time.Microsecond)
		if ended, err = t.TryJoin(); err != nil {
			return err.Error()
		}
	}
	if maskElsewhere.Load() {
		return unknown("m's sigmask is not where it is expected")
	}
	if !entered || atomic.LoadUint32(&extraMInUse) != 0 {
		return unknown("a thread did not give its M back")
	}
	return ""
}

func unknown(why string) string {
	return runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH + " differs from what is known of it: " + why
}

// seed makes as many extra Ms as threads wait for. The caller is locked to the
// thread of s.
func seed(s system) (why string) {
	seen := false
	func() {
		defer func() {
			seen = panicSeen()
			if r := recover(); r != any(seedPanic) {
				panic(r)
			}
		}()
		callBack(s.g0, s.sp)
	}()
	now, why := systemOf()
	switch {
	case why != "":
		return why
	case now != s:
		return "a callback leaves g0 changed"
	case !seen:
		return "a panic is not where it is expected"
	}
	return ""
}

// callBack ends by the panic of seedCallback.
//
//go:nosplit
func callBack(g0, sp uintptr) {
	entersyscall() // saves where this frame is: cgocallback puts its own below it
	callOnG0(g0, sp, seedEntry)
}

var seedEntry = entryOf(seedCallback)

// seedCallback leaves cgocallback by a panic: returning would leave the M marked
// as being in C.
func seedCallback(unsafe.Pointer) {
	g := liveG()
	cutFrames(wordAt(g, gStackLo), wordAt(g, gStackHi))
	panic(seedPanic)
}

var seedPanic = new(seedError)

type seedError struct{ _ int }

// A sigset is the kernel's signal set.
type sigset [sigsetSize / wordSize]uintptr

// goMask is the signal mask of goroutines.
var goMask sigset

func sigprocmask(set, old *sigset) {
	unix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(set)), uintptr(unsafe.Pointer(old)), sigsetSize, 0, 0)
}
