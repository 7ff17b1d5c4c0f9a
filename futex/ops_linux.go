package futex

import (
	"math"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/tls"
)

// Operations of futex(2), from linux/futex.h.
const (
	opWake       = 1
	opWaitBitset = 9 // Linux 2.6.25; its time is absolute

	matchAny = 0xffffffff
)

// Wait sleeps as long as *addr == val and nobody wakes it, on a word of this
// scope. It returns nil after a wake, which may be spurious, [ErrChanged] at
// once when the word holds another value, [ErrInterrupted] after a signal.
// Goroutines and raw threads.
func (s Scope) Wait(addr *uint32, val uint32) error {
	return errOf(wait(addr, val, s, nil))
}

// WaitTimeout is [Scope.Wait] for at most d from now on, by CLOCK_MONOTONIC;
// then it returns [ErrTimeout]. d <= 0 does not sleep. Goroutines and raw
// threads.
func (s Scope) WaitTimeout(addr *uint32, val uint32, d time.Duration) error {
	return s.WaitUntil(addr, val, Monotonic, deadlineAfter(d))
}

// WaitUntil is [Scope.Wait] until the clock c shows deadline, in nanoseconds
// ([Clock.Now] reads the same scale); then it returns [ErrTimeout]. A loop that
// waits for a value passes the same deadline each time round. Goroutines and
// raw threads.
func (s Scope) WaitUntil(addr *uint32, val uint32, c Clock, deadline int64) error {
	if deadline < 0 {
		return ErrInvalid
	}
	t := timespec{deadline / 1e9, deadline % 1e9}
	return errOf(wait(addr, val, s|Scope(c), &t))
}

// Wake wakes at most n of those who wait on the word at addr, and returns how
// many it woke. A word that nobody waits on costs one system call, and needs
// not even be mapped if the scope is private. Goroutines and raw threads.
func (s Scope) Wake(addr *uint32, n int) (int, error) {
	n = max(0, min(n, math.MaxInt32))
	// Waking does not block, so goroutines need not tell the scheduler.
	r, _, e := unix.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(opWake|s), uintptr(n), 0, 0, 0)
	if e != 0 {
		return 0, errOf(e)
	}
	return int(r), nil
}

// Now returns the clock's time in nanoseconds, by the system call
// clock_gettime(2). Goroutines and raw threads.
func (c Clock) Now() int64 {
	id := uintptr(unix.CLOCK_MONOTONIC)
	if c == Realtime {
		id = unix.CLOCK_REALTIME
	}
	return clockGettime(id)
}

// deadlineAfter returns the monotonic time d from now on, the end of time if
// that is further away than the clock counts.
func deadlineAfter(d time.Duration) int64 {
	now := Monotonic.Now()
	if d > math.MaxInt64-time.Duration(now) {
		return math.MaxInt64
	}
	return now + max(0, int64(d))
}

// wait is FUTEX_WAIT_BITSET: unlike FUTEX_WAIT it takes an absolute deadline.
func wait(addr *uint32, val uint32, s Scope, deadline *timespec) syscall.Errno {
	if tls.OnRawThread() {
		return waitRaw(addr, val, s, deadline)
	}
	return waitGo(addr, val, s, deadline)
}

// errOf turns an errno into one of this package's errors. EINVAL stands for
// all that futex(2) lists under it.
func errOf(e syscall.Errno) error {
	switch e {
	case 0:
		return nil
	case unix.EAGAIN:
		return ErrChanged
	case unix.ETIMEDOUT:
		return ErrTimeout
	case unix.EINTR:
		return ErrInterrupted
	case unix.EFAULT:
		return ErrFault
	case unix.ENOSYS:
		return ErrUnsupported
	}
	return ErrInvalid
}
