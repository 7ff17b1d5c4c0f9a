//go:build !linux || go1.28 || race || msan || asan

package gothread

// ExtraMs returns 0: no thread has any.
func ExtraMs() int { return 0 }

// Touched returns false: nothing can be changed.
func Touched() bool { return false }
