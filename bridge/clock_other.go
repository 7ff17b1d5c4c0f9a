//go:build !linux

package bridge

// Now returns 0: raw threads are Linux's.
func (c Clock) Now() int64 { return 0 }

// Source says why there is no clock.
func (c Clock) Source() string { return ErrUnsupported.Error() }
