package kthread

import (
	"errors"

	"rawthread/rawsafe"
)

// checkBody returns an error if the body, or one of the functions that it can
// call indirectly, can't run outside the Go runtime. Goroutines only.
func checkBody(body func(), calls []any) error {
	err := rawsafe.Check(body, calls...)
	if err == nil {
		return nil
	}
	var v *rawsafe.Violation
	if errors.As(err, &v) {
		return &bodyError{v}
	}
	return invalid("checking the body: %v; Config.Unchecked leaves the check out", err)
}

// A bodyError is a violation as Spawn's error.
type bodyError struct{ violation *rawsafe.Violation }

func (e *bodyError) Error() string        { return "kthread: " + e.violation.Text() }
func (e *bodyError) Is(target error) bool { return target == ErrUnsafeBody }
func (e *bodyError) Unwrap() error        { return e.violation }
