package futex

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/tls"
)

// waitv is struct futex_waitv.
type waitv struct {
	val   uint64
	uaddr uint64
	flags uint32
	_     uint32
}

// size32 is FUTEX2_SIZE_U32, the only size that kernels take so far.
const size32 = 2

// WaitV sleeps as long as each word has its value and nobody wakes one of them:
// futex_waitv(2), Linux 5.16, else [ErrUnsupported]. It returns the index of a
// word that was woken, or -1 with [ErrChanged] if a word has another value,
// [ErrTimeout], [ErrInterrupted], or [ErrTooMany]. Goroutines and raw threads;
// it takes 3 KiB of stack.
func WaitV(words []Waiter, c Clock, deadline int64) (int, error) {
	if len(words) == 0 || len(words) > MaxWaiters {
		return -1, ErrTooMany
	}
	if deadline < 0 {
		return -1, ErrInvalid
	}
	return sleepAny(words, c, deadline)
}

func waitV(words []Waiter, c Clock, deadline int64) (int, error) {
	var list [MaxWaiters]waitv
	for i := range words {
		w := &words[i]
		list[i].val = uint64(w.Val)
		list[i].uaddr = uint64(uintptr(unsafe.Pointer(w.Addr)))
		list[i].flags = size32 | uint32(w.Scope)
	}
	var time timespec
	t := until(deadline, &time)
	id := clockID(c)
	var n uintptr
	var e syscall.Errno
	if tls.OnRawThread() {
		n, _, e = unix.RawSyscall6(unix.SYS_FUTEX_WAITV, uintptr(unsafe.Pointer(&list)), uintptr(len(words)), 0, uintptr(unsafe.Pointer(t)), id, 0)
	} else {
		n, e = waitvGo(&list, len(words), t, id)
	}
	if e != 0 {
		return -1, errOfNew(e)
	}
	return int(n), nil
}

// errOfNew is errOf for calls of their own: a sandbox that does not know them
// may answer EPERM, which they themselves never do.
func errOfNew(e syscall.Errno) error {
	if e == unix.EPERM {
		return ErrUnsupported
	}
	return errOf(e)
}

//go:noinline
func waitvGo(list *[MaxWaiters]waitv, n int, t *timespec, clock uintptr) (uintptr, syscall.Errno) { // package rawsafe knows it by name
	r, _, e := unix.Syscall6(unix.SYS_FUTEX_WAITV, uintptr(unsafe.Pointer(list)), uintptr(n), 0, uintptr(unsafe.Pointer(t)), clock, 0)
	return r, e
}

// WaitAny waits until a word has not its value any more, and returns its index,
// or -1 with [ErrTimeout], [ErrTooMany], or [ErrInvalid]. Wakes without a
// change, and signals, it sleeps through. Whoever changes a word wakes its
// waiters as for [Wait].
//
// It is futex_waitv(2) where the kernel has it. Elsewhere (before Linux 5.16) a
// thread can sleep on one word only: WaitAny sleeps on the first and looks at
// all of them in between, after 50 us at first and twice as long each time, up
// to 5 ms. Goroutines and raw threads; it takes 3 KiB of stack.
func WaitAny(words []Waiter, c Clock, deadline int64) (int, error) {
	if len(words) == 0 || len(words) > MaxWaiters {
		return -1, ErrTooMany
	}
	if deadline < 0 {
		return -1, ErrInvalid
	}
	const shortest, longest = 50_000, 5_000_000 // ns
	together := !lacks(hasWaitV)
	for pause := int64(shortest); ; {
		for i := range words {
			if peek(words[i].Addr) != words[i].Val {
				return i, nil
			}
		}
		var err error
		if together {
			_, err = WaitV(words, c, deadline)
		} else {
			now := c.Now()
			if now >= deadline {
				return -1, ErrTimeout
			}
			until := deadline
			if len(words) > 1 {
				until = min(deadline, now+pause)
				pause = min(2*pause, longest)
			}
			err = words[0].Scope.WaitUntil(words[0].Addr, words[0].Val, c, until)
			if err == ErrTimeout {
				continue // the next look decides
			}
		}
		if err != nil && err != ErrChanged && err != ErrInterrupted {
			return -1, err
		}
	}
}
