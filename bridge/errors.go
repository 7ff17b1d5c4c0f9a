package bridge

import "errors"

// What the calls of this package return on raw threads and goroutines alike.
// They are fixed values, made when the program starts, since a raw thread
// cannot allocate.
var (
	// ErrClosed: the queue, the server or the log was closed; of a queue
	// that is popped from, also: and everything in it has been taken.
	ErrClosed = errors.New("bridge: closed")
	// ErrFull: there is no room now.
	ErrFull = errors.New("bridge: the queue is full")
	// ErrEmpty: there is nothing to take now.
	ErrEmpty = errors.New("bridge: the queue is empty")
	// ErrTimeout: the deadline passed.
	ErrTimeout = errors.New("bridge: timed out")
	// ErrTooLong: bytes that don't fit where they are to be copied to.
	ErrTooLong = errors.New("bridge: more bytes than a call can carry: see ServerConfig.Bytes")
	// ErrUnsupported: not Linux.
	ErrUnsupported = errors.New("bridge: not supported by this system")
)
