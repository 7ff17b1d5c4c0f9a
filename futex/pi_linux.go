package futex

import (
	"golang.org/x/sys/unix"

	"rawthread/tls"
)

// The operations of this file lend the owner of a word the priority of those
// who wait for it (Linux 2.6.18). The word is 0, or the owner's thread id with
// [Waiters] and [OwnerDied]; who finds 0 stores its own id by compare-and-swap,
// who owns a word without Waiters stores 0 back, and all else is the kernel's
// work. The owner is a thread: a goroutine must be locked to its thread
// (runtime.LockOSThread) from lock to unlock. [PIMutex] does all of this.

// ThreadID returns the calling thread's id, as a word names its owner. A raw
// thread knows it, a goroutine asks the kernel, and must be locked to its thread
// for the answer to stay good. Goroutines and raw threads.
func ThreadID() uint32 {
	if id := tls.ID(); id != 0 {
		return uint32(id)
	}
	return uint32(unix.Gettid())
}

// LockPI locks the word, in the kernel, by deadline on the clock c: it returns
// nil when the caller owns it, [ErrTimeout], [ErrDeadlock] if it did before,
// [ErrNoOwner], [ErrMemory], or [ErrUnsupported]. FUTEX_LOCK_PI2 (Linux 5.14)
// takes both clocks; before that, kernels take the realtime clock only, and a
// monotonic deadline is converted: if the wall clock is set back meanwhile, the
// timeout comes as much later. A signal does not end the wait. Goroutines and
// raw threads.
func (s Scope) LockPI(addr *uint32, c Clock, deadline int64) error {
	if deadline < 0 {
		return ErrInvalid
	}
	if !piWorks() {
		return ErrUnsupported
	}
	if c == Realtime || deadline == Forever {
		return again(addr, opLockPI|uint32(s), 0, deadline, nil, 0)
	}
	if !lacks(hasPI2) {
		return again(addr, opLockPI2|uint32(s), 0, deadline, nil, 0)
	}
	for {
		err := again(addr, opLockPI|uint32(s), 0, shifted(deadline, Realtime.Now()-Monotonic.Now()), nil, 0)
		if err != ErrTimeout || Monotonic.Now() >= deadline {
			return err
		}
	}
}

// shifted is a deadline on a clock that is ahead of its own by d; on a machine
// without a battery the wall clock is behind.
func shifted(deadline, d int64) int64 {
	if d > 0 && deadline > Forever-d {
		return Forever
	}
	return max(0, deadline+d)
}

// again is block that goes on after signals, and after EAGAIN, by which the
// kernel says of the PI operations that an owner is just exiting.
func again(addr *uint32, op, val uint32, deadline int64, addr2 *uint32, val3 uint32) error {
	for {
		if err := errOf(block(addr, op, val, deadline, addr2, val3)); err != ErrInterrupted && err != ErrChanged {
			return err
		}
	}
}

// TryLockPI locks the word if that takes no wait, else it returns [ErrChanged]:
// the kernel also takes over from an owner that died (FUTEX_TRYLOCK_PI).
// Goroutines and raw threads.
func (s Scope) TryLockPI(addr *uint32) error {
	if !piWorks() {
		return ErrUnsupported
	}
	_, err := act(addr, opTryLockPI|uint32(s), 0, 0, nil, 0)
	return err
}

// UnlockPI gives the word to the waiter of the highest priority, or stores 0.
// It returns [ErrNotOwner] if the caller does not own it (FUTEX_UNLOCK_PI).
// Goroutines and raw threads.
func (s Scope) UnlockPI(addr *uint32) error {
	if !piWorks() {
		return ErrUnsupported
	}
	for {
		if _, err := act(addr, opUnlockPI|uint32(s), 0, 0, nil, 0); err != ErrChanged {
			return err
		}
	}
}

// WaitRequeuePI waits on the plain word at addr, as [Scope.WaitUntil] does,
// until [Scope.CmpRequeuePI] moves it to the PI word to, and returns nil when
// it owns that. A wait that ends before is over without the lock: [ErrTimeout],
// or [ErrChanged], which also stands for a signal after the move (before it, the
// kernel goes on waiting). A plain Wake at addr is [ErrInvalid], and wakes
// nobody (FUTEX_WAIT_REQUEUE_PI, Linux 2.6.31). Goroutines and raw threads.
func (s Scope) WaitRequeuePI(addr *uint32, val uint32, c Clock, deadline int64, to *uint32) error {
	if deadline < 0 {
		return ErrInvalid
	}
	if lacks(hasRequeuePI) {
		return ErrUnsupported
	}
	return errOf(block(addr, opWaitRequeuePI|uint32(s)|uint32(c), val, deadline, to, 0))
}

// CmpRequeuePI has the first who waits at addr by [Scope.WaitRequeuePI] own the
// PI word to, or wait for it, and has at most more of the others wait for it,
// if *addr == val; else it returns [ErrChanged]. It returns how many there were
// (FUTEX_CMP_REQUEUE_PI). Goroutines and raw threads.
func (s Scope) CmpRequeuePI(addr *uint32, val uint32, more int, to *uint32) (int, error) {
	if more < 0 {
		return 0, ErrInvalid
	}
	if lacks(hasRequeuePI) {
		return 0, ErrUnsupported
	}
	return act(addr, opCmpRequeuePI|uint32(s), 1, count(more), to, val)
}
