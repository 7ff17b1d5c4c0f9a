package futex

import (
	"runtime"

	"rawthread/tls"
)

// pin keeps the caller on its thread until unpin: the locks whose word names a
// thread need it. Raw threads are where they are.
func pin() {
	if !tls.OnRawThread() {
		pinGo()
	}
}

func unpin() {
	if !tls.OnRawThread() {
		unpinGo()
	}
}

// For goroutines; package rawsafe knows the two by name.
//
//go:noinline
func pinGo() { runtime.LockOSThread() }

//go:noinline
func unpinGo() { runtime.UnlockOSThread() }
