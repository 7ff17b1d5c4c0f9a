//go:build !linux

package futex

import "time"

// Wait returns [ErrUnsupported]: futexes are Linux's.
func (s Scope) Wait(addr *uint32, val uint32) error { return ErrUnsupported }

// WaitTimeout returns [ErrUnsupported]: futexes are Linux's.
func (s Scope) WaitTimeout(addr *uint32, val uint32, d time.Duration) error { return ErrUnsupported }

// WaitUntil returns [ErrUnsupported]: futexes are Linux's.
func (s Scope) WaitUntil(addr *uint32, val uint32, c Clock, deadline int64) error {
	return ErrUnsupported
}

// Wake returns [ErrUnsupported]: futexes are Linux's.
func (s Scope) Wake(addr *uint32, n int) (int, error) { return 0, ErrUnsupported }

// Now returns 0: futexes are Linux's.
func (c Clock) Now() int64 { return 0 }
