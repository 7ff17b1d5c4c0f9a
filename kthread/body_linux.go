package kthread

import (
	"errors"
	"sync"

	"rawthread/rawsafe"
)

// checkBody returns an error if the body, or one of the functions that it can
// call indirectly, can't run outside the Go runtime; else how many bytes below
// the upper end of its stack the thread can write to, 0 if that is not known.
// Goroutines only.
func checkBody(body any, calls []any) (reach uintptr, err error) {
	depth, err := rawsafe.StackDepth(body, calls...)
	switch {
	case err == nil:
		if around := depthAround(); around != 0 {
			reach = around + uintptr(depth)
		}
		return reach, nil
	case errors.Is(err, rawsafe.ErrUnbounded):
		return 0, nil
	}
	var v *rawsafe.Violation
	if errors.As(err, &v) {
		return 0, &bodyError{v}
	}
	return 0, invalid("checking the body: %v; Config.Unchecked leaves the check out", err)
}

// depthAround is the depth of what runs around the body, 0 if it is not known.
var depthAround = sync.OnceValue(func() uintptr {
	depth, err := rawsafe.StackDepth(threadMain, func() {})
	if err != nil {
		return 0
	}
	// Below its stack pointer a function may have saved its frame pointer.
	const below = 32
	return initialFrame + uintptr(depth) + below
})

// A bodyError is a violation as Spawn's error.
type bodyError struct{ violation *rawsafe.Violation }

func (e *bodyError) Error() string        { return "kthread: " + e.violation.Text() }
func (e *bodyError) Is(target error) bool { return target == ErrUnsafeBody }
func (e *bodyError) Unwrap() error        { return e.violation }
