// Package kthread makes kernel threads of its own for Go programs: a raw
// clone(2) on a stack of its own, without libc, without cgo and without the Go
// scheduler.
//
//	t, err := kthread.Go(func() { served.Add(serve(ring)) })
//	...
//	err = t.Join()
//
// A raw thread is not a goroutine. The scheduler does not know it, so neither
// the garbage collector nor a stop-the-world ever waits for it or stops it; in
// return its body must do without the Go runtime. It may compute, read and
// write memory, call functions that do the same, use atomics, and make system
// calls directly (unix.RawSyscall). It may not allocate, store pointers into
// Go's heap, use channels, maps, interfaces' dynamic conversions, fmt, sync or
// time: docs/body.md has the list. What enters the runtime all the same ends
// the process with a report that names the thread, the body and the place.
//
// Each exported function says who may call it: goroutines, raw threads, or both.
//
// On systems other than Linux the package compiles, and everything that would
// make a thread returns [ErrUnsupported].
package kthread
