package bridge

import (
	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/internal/vdso"
	"rawthread/tls"
)

// Now returns the clock's time in nanoseconds (clock_gettime(2)). On a raw thread
// it takes 2 KiB of stack, most of it the kernel's code's own. On a goroutine it
// is a system call: the vDSO needs a stack that is not Go's, and time.Now, which
// has one, does not give its scale away. Goroutines and raw threads.
func (c Clock) Now() int64 {
	id, clock := uintptr(unix.CLOCK_MONOTONIC), futex.Monotonic
	if c == Realtime {
		id, clock = unix.CLOCK_REALTIME, futex.Realtime
	}
	if tls.OnRawThread() {
		if ns, ok := vdso.Now(id); ok {
			return ns
		}
	}
	return clock.Now()
}

// Source says what Now does on a raw thread: which function of the vDSO it
// calls, or that it makes a system call, and why. Goroutines only.
func (c Clock) Source() string { return vdso.Source() }
