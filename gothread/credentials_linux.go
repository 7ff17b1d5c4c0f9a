//go:build !go1.28 && !race && !msan && !asan

package gothread

import "unsafe"

// syscall.AllThreadsSyscall, which syscall.Setuid and its kin use, stops the world
// and waits until the thread of each M has made the call. It would wait for ever
// once there are extra Ms: a spare one has no thread, and raw threads block the
// signal that asks them. In a program with cgo it returns ENOTSUP instead, and that is
// the right answer here too. What it looks at is where cgo puts the address of
// libc's setegid: libcSetegid.

// refuseAllThreads has AllThreadsSyscall answer ENOTSUP from now on. Setegid, which
// takes the word for a function, ends in "fatal error: cgocall unavailable".
func refuseAllThreads() { libcSetegid[0] = unsafe.Pointer(&keepM) }
