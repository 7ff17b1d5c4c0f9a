package futex

import "golang.org/x/sys/unix"

// PR_FUTEX_HASH(2const), Linux 6.16; x/sys has no names for them.
const (
	prFutexHash  = 78
	hashSetSlots = 1
	hashGetSlots = 2
)

// HashSlots returns how many queues the kernel keeps for the [Private] words of
// this process: who sleeps on a word is in one of them, by the word's address. 0
// stands for the queues of the whole system. A process gets four for each CPU,
// at least 16, with its first thread. Linux 6.16, else [ErrUnsupported].
// Goroutines and raw threads.
func HashSlots() (int, error) {
	n, _, e := unix.RawSyscall6(unix.SYS_PRCTL, prFutexHash, hashGetSlots, 0, 0, 0, 0)
	if e != 0 {
		return 0, ErrUnsupported // an option that a kernel does not know is EINVAL
	}
	return int(n), nil
}

// SetHashSlots has the kernel keep n queues for this process, a power of two from
// 2 on, or 0 for the queues of the whole system, which can't be taken back. It is
// for processes where thousands of threads sleep: a wake looks through all who
// sleep in its word's queue, for other words too. With 30,000 in one queue it takes
// a millisecond, and one word in 16 is in that queue by default. Linux 6.16, else
// [ErrUnsupported]; [ErrInvalid] if n can't be, or the queues of the whole system
// were asked for before; [ErrMemory] if it is too many. Goroutines and raw threads.
func SetHashSlots(n int) error {
	if _, err := HashSlots(); err != nil {
		return err
	}
	if n < 0 {
		return ErrInvalid
	}
	_, _, e := unix.RawSyscall6(unix.SYS_PRCTL, prFutexHash, hashSetSlots, uintptr(n), 0, 0, 0)
	if e == unix.EPERM || e == unix.EBUSY {
		e = unix.EINVAL
	}
	return errOf(e)
}
