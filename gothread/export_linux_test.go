//go:build !go1.28 && !race && !msan && !asan

package gothread

import "sync/atomic"

// ExtraMs returns how many of the runtime's extra Ms threads have.
func ExtraMs() int { return int(atomic.LoadUint32(&extraMInUse)) }

// Touched reports whether the runtime was changed.
func Touched() bool { return keyCreated != nil || setUp.tried }
