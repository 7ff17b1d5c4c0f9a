// Package gothread runs ordinary Go (allocation, channels, fmt, panics, the
// collector, net/http) on raw threads of package kthread, without cgo and
// without libc.
//
//   - [Spawn] makes a thread whose body is any Go function. It has kthread's
//     handle, name, CPUs, policy and lifetime.
//   - [Prepare] makes a [Func], which a raw thread's checked body may call now and
//     then. Between the calls the thread is what it was: signals blocked, no
//     goroutine, and nothing that a stop-the-world would wait for.
//
// How: the thread enters the runtime as a thread of C's would in a cgo program, by
// runtime.cgocallback, and takes one of the runtime's extra Ms. docs/gothread.md has
// the protocol. It leans on internals of the runtime, all of them in
// facts_linux.go and asm_*.s, checked before first use; nothing else in this
// module does. Where they are not known, or can't be had, a goroutine that is
// locked to its thread, and ends with it, does the work instead: [Backend] says
// which it is. A program that imports the package and does not use it is not
// changed by it.
//
// From the first use on the process is to the Go runtime one with foreign threads:
//
//   - syscall.AllThreadsSyscall, and syscall.Setuid and its kin, which use it, return
//     ENOTSUP, as AllThreadsSyscall does in programs with cgo: they want an answer
//     of each M's thread, and a spare M has none. (Setegid alone ends the program, by
//     "fatal error: cgocall unavailable".) Change credentials before the first use,
//     or call [UseGoroutines].
//   - The deadlock detector sees no deadlock any more.
//   - A CPU profile sees of the threads that use an M one after another only the
//     first.
//   - What an M takes, about 20 KB for each thread at the peak, stays: the runtime
//     never frees extra Ms, and uses them again.
package gothread
