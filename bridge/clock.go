package bridge

// A Clock is one of the kernel's clocks. Unlike package time it can be read on a
// raw thread, there without a system call where the kernel's vDSO has a clock
// (see [Clock.Source]).
type Clock uint8

const (
	// Monotonic is CLOCK_MONOTONIC: it never jumps, and stands still while
	// the machine is suspended. Deadlines of this module are times of it.
	Monotonic Clock = iota
	// Realtime is CLOCK_REALTIME: nanoseconds since 1970, UTC; it may be set.
	Realtime
)
