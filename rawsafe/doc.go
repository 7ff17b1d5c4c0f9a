// Package rawsafe says whether a Go function may run where the Go runtime does
// not know the thread: on a raw thread of package kthread.
//
// Compiled code enters the runtime by calls that can be seen: to allocate, to
// record a pointer store, to send on a channel, to switch goroutines. [Check]
// reads the machine code of a func value and of all that it calls, in the
// running program, and refuses what reaches such a call, with the path to it.
// It reads code only, not data: what can't be followed, an indirect call or an
// instruction that it does not know, is refused as well. What it accepts makes
// no other call than those to functions that it read, and to the runtime's on
// the list in runtime.go, each of which is there for a reason.
//
// What it does not see: faults. A nil pointer, an index out of range or a stack
// overflow is reported when it happens, and ends the process.
//
// Check works on Linux, on all architectures of Go, in programs of any build
// mode that have their functions' table (stripped ones do). Goroutines only.
package rawsafe
