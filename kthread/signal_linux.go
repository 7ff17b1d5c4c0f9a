package kthread

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// syncSignals are those that a thread raises by what it does. They must stay
// deliverable, or a fault would end the process without a word.
var syncSignals = [...]unix.Signal{unix.SIGSEGV, unix.SIGBUS, unix.SIGFPE, unix.SIGILL, unix.SIGTRAP, unix.SIGSYS}

// A sigset is the kernel's signal set: 64 signals, 128 on mips.
type sigset [sigsetSize / wordSize]uintptr

// add puts a signal into the set.
func (s *sigset) add(sig unix.Signal) {
	i := uintptr(sig - 1)
	s[i/(8*wordSize)] |= 1 << (i % (8 * wordSize))
}

// threadMask is the signal mask of raw threads: all but syncSignals.
var threadMask = func() (all sigset) {
	for i := range all {
		all[i] = ^uintptr(0)
	}
	for _, sig := range syncSignals {
		var one sigset
		one.add(sig)
		for i := range all {
			all[i] &^= one[i]
		}
	}
	return all
}()

// blockAll blocks all signals, the synchronous ones too: a fault from here on
// ends the process.
func blockAll() {
	var all sigset
	for i := range all {
		all[i] = ^uintptr(0)
	}
	setMask(&all)
}

// setMask sets the calling thread's signal mask. Raw threads only: the Go
// runtime wants to keep the masks of its own.
func setMask(set *sigset) {
	unix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(set)), 0, sigsetSize, 0, 0)
}
