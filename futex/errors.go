package futex

import "errors"

// What the calls of this package return. They are fixed values, made when the
// program starts, since a raw thread cannot allocate.
var (
	// ErrChanged: the word did not hold the expected value (EAGAIN). The
	// caller looks at the word again.
	ErrChanged = errors.New("futex: the word does not hold the expected value")
	// ErrTimeout: the time was up before a wake (ETIMEDOUT).
	ErrTimeout = errors.New("futex: timed out")
	// ErrInterrupted: a signal handler ran (EINTR). The caller looks at the
	// word again.
	ErrInterrupted = errors.New("futex: interrupted by a signal")
	// ErrInvalid: an address that is not aligned to 4 bytes, or a time before
	// the clock's start (EINVAL).
	ErrInvalid = errors.New("futex: invalid argument: unaligned word, or negative time")
	// ErrFault: the word is not in mapped memory (EFAULT).
	ErrFault = errors.New("futex: the word is not in readable memory")
	// ErrUnsupported: not Linux, or a kernel without futexes (ENOSYS).
	ErrUnsupported = errors.New("futex: not supported by this system")
)
