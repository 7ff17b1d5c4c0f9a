package futex

// An Error is what the calls of this package return: a fixed value, made when
// the program starts, since a raw thread can't allocate. Compare by ==, or by
// errors.Is also with the errno that it stands for.
type Error struct {
	text  string
	errno errno // 0 if the kernel has no part in it
}

// Error says what was wrong.
func (e *Error) Error() string { return e.text }

// Unwrap returns the errno, nil if there is none. Goroutines only.
func (e *Error) Unwrap() error {
	if e.errno == 0 {
		return nil
	}
	return e.errno
}

// What the operations return (futex(2), futex_waitv(2)).
var (
	// ErrChanged: the word did not hold the expected value (EAGAIN). The
	// caller looks at the word again.
	ErrChanged error = &Error{"futex: the word does not hold the expected value", eAGAIN}
	// ErrTimeout: the time was up before a wake (ETIMEDOUT).
	ErrTimeout error = &Error{"futex: timed out", eTIMEDOUT}
	// ErrInterrupted: a signal handler ran (EINTR). The caller looks at the
	// word again.
	ErrInterrupted error = &Error{"futex: interrupted by a signal", eINTR}
	// ErrInvalid: an address that is not aligned to 4 bytes, a time before the
	// clock's start, an argument out of range, or a word whose waiters use
	// another operation (EINVAL).
	ErrInvalid error = &Error{"futex: invalid argument: unaligned word, negative time, number out of range, or waiters of another operation", eINVAL}
	// ErrFault: the word is not in mapped memory (EFAULT).
	ErrFault error = &Error{"futex: the word is not in readable memory", eFAULT}
	// ErrUnsupported: not Linux, or an operation that this kernel does not
	// have (ENOSYS); [Features] tells which.
	ErrUnsupported error = &Error{"futex: not supported by this system", eNOSYS}
	// ErrDeadlock: the caller owns the lock already, or the kernel's chain of
	// owners leads back to it (EDEADLK).
	ErrDeadlock error = &Error{"futex: the calling thread owns the lock already, or would wait for itself", eDEADLK}
	// ErrNotOwner: the caller is not the thread that the word names (EPERM).
	ErrNotOwner error = &Error{"futex: the calling thread does not own the lock", ePERM}
	// ErrNoOwner: the word names a thread that is not there (ESRCH).
	ErrNoOwner error = &Error{"futex: the thread that owns the lock does not exist", eSRCH}
	// ErrTooMany: more words than [MaxWaiters], or none.
	ErrTooMany error = &Error{"futex: no word to wait for, or more than 128", eINVAL}
	// ErrMemory: the kernel has no memory for its part of the lock (ENOMEM).
	ErrMemory error = &Error{"futex: out of kernel memory", eNOMEM}
)
