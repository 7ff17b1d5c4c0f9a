package futex

import (
	"math"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/tls"
)

// Operations of futex(2), from linux/futex.h.
const (
	opWake          = 1
	opRequeue       = 3
	opCmpRequeue    = 4
	opWakeOp        = 5
	opLockPI        = 6
	opUnlockPI      = 7
	opTryLockPI     = 8
	opWaitBitset    = 9 // Linux 2.6.25; its time is absolute
	opWakeBitset    = 10
	opWaitRequeuePI = 11
	opCmpRequeuePI  = 12
	opLockPI2       = 13
)

// Wait sleeps as long as *addr == val and nobody wakes it, on a word of this
// scope. It returns nil after a wake, which may be spurious, [ErrChanged] at
// once when the word holds another value, [ErrInterrupted] after a signal.
// Goroutines and raw threads.
func (s Scope) Wait(addr *uint32, val uint32) error {
	return s.WaitBits(addr, val, AllBits, Monotonic, Forever)
}

// WaitTimeout is [Scope.Wait] for at most d from now on, by CLOCK_MONOTONIC;
// then it returns [ErrTimeout]. d <= 0 does not sleep. Goroutines and raw
// threads.
func (s Scope) WaitTimeout(addr *uint32, val uint32, d time.Duration) error {
	return s.WaitBits(addr, val, AllBits, Monotonic, Deadline(d))
}

// WaitUntil is [Scope.Wait] until the clock c shows deadline, in nanoseconds
// ([Clock.Now] reads the same scale), or for ever with [Forever]; then it
// returns [ErrTimeout]. A loop that waits for a value passes the same deadline
// each time round. Goroutines and raw threads.
func (s Scope) WaitUntil(addr *uint32, val uint32, c Clock, deadline int64) error {
	return s.WaitBits(addr, val, AllBits, c, deadline)
}

// WaitBits is [Scope.WaitUntil] that only wakes with a bit in common end
// (FUTEX_WAIT_BITSET, Linux 2.6.25). bits must not be 0. Goroutines and raw
// threads.
func (s Scope) WaitBits(addr *uint32, val, bits uint32, c Clock, deadline int64) error {
	if deadline < 0 {
		return ErrInvalid
	}
	return sleep(addr, val, bits, s, c, deadline)
}

// Wake wakes at most n of those who wait on the word at addr, and returns how
// many it woke. A word that nobody waits on costs one system call, and needs
// not even be mapped if the scope is private. Goroutines and raw threads.
func (s Scope) Wake(addr *uint32, n int) (int, error) {
	return wake(addr, n, s)
}

// WakeBits wakes at most n of those whose bits have one in common with bits,
// which must not be 0 (FUTEX_WAKE_BITSET, Linux 2.6.25). Who waits without
// bits has all. Goroutines and raw threads.
func (s Scope) WakeBits(addr *uint32, n int, bits uint32) (int, error) {
	return act(addr, opWakeBitset|uint32(s), count(n), 0, nil, bits)
}

// Requeue wakes at most n of those who wait at addr, and has at most more of
// the others wait at to instead. It returns how many it woke. It does not look
// at the word: [Scope.CmpRequeue] does, and is what a condition variable needs
// (FUTEX_REQUEUE, Linux 2.6; futex(2) advises against it). Goroutines and raw
// threads.
func (s Scope) Requeue(addr *uint32, n, more int, to *uint32) (int, error) {
	if n < 0 || more < 0 {
		return 0, ErrInvalid
	}
	return act(addr, opRequeue|uint32(s), count(n), count(more), to, 0)
}

// CmpRequeue is [Scope.Requeue] if *addr == val, else it returns [ErrChanged].
// It returns how many it woke and moved together (FUTEX_CMP_REQUEUE, Linux
// 2.6.7). Goroutines and raw threads.
func (s Scope) CmpRequeue(addr *uint32, val uint32, n, more int, to *uint32) (int, error) {
	if n < 0 || more < 0 {
		return 0, ErrInvalid
	}
	return act(addr, opCmpRequeue|uint32(s), count(n), count(more), to, val)
}

// WakeOp changes *addr2 by op, wakes at most n of those who wait at addr and, if
// the old value of *addr2 passes op's comparison, at most n2 of those who wait
// at addr2, in one step. It returns how many it woke (FUTEX_WAKE_OP, Linux
// 2.6.14). Goroutines and raw threads.
func (s Scope) WakeOp(addr *uint32, n int, addr2 *uint32, n2 int, op Op) (int, error) {
	if n < 0 || n2 < 0 {
		return 0, ErrInvalid
	}
	if lacks(hasWakeOp) {
		return 0, ErrUnsupported
	}
	return act(addr, opWakeOp|uint32(s), count(n), count(n2), addr2, uint32(op))
}

// Now returns the clock's time in nanoseconds, by the system call
// clock_gettime(2). Goroutines and raw threads.
func (c Clock) Now() int64 { return now(clockID(c)) }

// clockID is a clock as clock_gettime(2) numbers it.
func clockID(c Clock) uintptr {
	if c == Realtime {
		return unix.CLOCK_REALTIME
	}
	return unix.CLOCK_MONOTONIC
}

// act makes an operation that does not sleep, so that goroutines need not tell
// the scheduler.
func act(addr *uint32, op, val, val2 uint32, addr2 *uint32, val3 uint32) (int, error) {
	n, e := actRaw(addr, op, val, val2, addr2, val3)
	if e != 0 {
		return 0, errOf(e)
	}
	return int(n), nil
}

// block makes an operation that may sleep until a deadline.
func block(addr *uint32, op, val uint32, deadline int64, addr2 *uint32, val3 uint32) syscall.Errno {
	var time timespec
	t := until(deadline, &time)
	if tls.OnRawThread() {
		return blockRaw(addr, op, val, t, addr2, val3)
	}
	return blockGo(addr, op, val, t, addr2, val3)
}

// until writes a deadline to t for the kernel, or returns nil for [Forever].
func until(deadline int64, t *timespec) *timespec {
	if deadline == Forever {
		return nil
	}
	t.sec, t.nsec = deadline/1e9, deadline%1e9
	return t
}

// count is n as the kernel takes it.
func count(n int) uint32 { return uint32(max(0, min(n, math.MaxInt32))) }

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
	case unix.EDEADLK:
		return ErrDeadlock
	case unix.EPERM:
		return ErrNotOwner
	case unix.ESRCH:
		return ErrNoOwner
	case unix.ENOMEM:
		return ErrMemory
	}
	return ErrInvalid
}
