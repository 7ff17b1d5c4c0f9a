package kthread

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/tls"
)

// An instance is a thread's record in its own region: what the thread needs
// when it has nothing but its thread pointer. The collector does not see it.
type instance struct {
	start  cloneArgs
	tlsArg tlsArg
	g      fakeG // what compiled Go code takes for its goroutine
	// gsignal is the same for the handlers of the synchronous signals: its stack
	// is the thread's with the room below that is kept for them.
	gsignal fakeG

	body   uintptr // the func value: address of a closure that the registry keeps
	thread uintptr // address of the *thread that the registry keeps
	layout Layout
	drop   uintptr // see bind; 0: the thread has no M

	// For sigEntry and crash: the signal that is being reported, whether the
	// Go runtime's handler comes next, and how far the report is.
	sig, info, context uintptr
	chain              uintptr
	crashing           crashPhase
	first              fault
	where              finding
}

// cloneArgs are the arguments of clone(2), for the assembly to put into the
// order that each architecture's kernel wants them in.
type cloneArgs struct {
	flags uintptr
	stack uintptr // initial stack pointer; the word there is the thread's g
	ptid  uintptr // the kernel stores the thread id here before the thread runs
	ctid  uintptr // and 0 here when it is gone
	tls   uintptr // thread pointer; on 386 address of a user_desc
}

// cloneFlags share all that threads share. Each of the first six is needed for
// QEMU's user mode to take it for a thread.
const cloneFlags = unix.CLONE_VM | unix.CLONE_FS | unix.CLONE_FILES | unix.CLONE_SIGHAND | unix.CLONE_THREAD | unix.CLONE_SYSVSEM |
	unix.CLONE_SETTLS | unix.CLONE_PARENT_SETTID | unix.CLONE_CHILD_CLEARTID

// Numbers for the assembly, by go_asm.h.
const (
	sysClone       = unix.SYS_CLONE
	sysExit        = unix.SYS_EXIT
	sysFutex       = unix.SYS_FUTEX
	sysMunmap      = unix.SYS_MUNMAP
	sysSigprocmask = unix.SYS_RT_SIGPROCMASK
	sigSetmask     = unix.SIG_SETMASK
	ownerOffset    = tls.OwnerOffset
)

// initialFrame is kept free above the initial stack pointer: it holds the g
// for threadEntry, and zeros where an unwinder may look for a caller.
const initialFrame = 128

// self returns the calling raw thread's instance, nil off raw threads.
func self() *instance { return (*instance)(pointer(tls.Owner())) }

// Go functions below are in asm_*.s.

// clone blocks all asynchronous signals, makes the thread that a describes, and
// restores the signal mask in the parent; the thread keeps the mask for life,
// and begins in threadEntry. It returns the thread's id, or a negative errno.
//
//go:noescape
func clone(a *cloneArgs) (tid int)

// threadEntry is where a new thread begins, with the word at its stack pointer
// the g for compiled code. It calls threadMain. Not for Go code.
func threadEntry()

// waitWhile sleeps in the kernel for as long as *word == val. It calls
// futex(2) directly: raw threads only.
//
//go:noescape
func waitWhile(word *uint32, val uint32)

// unmapSelf unmaps the memory that it runs on and ends the calling thread.
// Between the two system calls it touches no memory. All signals are blocked,
// and nothing is left that makes the kernel write to the thread's memory.
func unmapSelf(addr, length uintptr)

// liveG returns the address of the g that compiled code now uses.
func liveG() uintptr

// sigEntry is the handler of the synchronous signals: on a raw thread it calls
// crash, on any other it jumps to the handler that was there before. Not for
// Go code.
func sigEntry()

// sigEntryPC is sigEntry as sigaction(2) wants it.
var sigEntryPC uintptr

const instanceSize = unsafe.Sizeof(instance{})
