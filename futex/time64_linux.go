//go:build amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x

package futex

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// timespec is struct timespec as the kernel has it here: 64-bit seconds.
type timespec struct{ sec, nsec int64 }

func waitRaw(addr *uint32, val uint32, s Scope, t *timespec) syscall.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(opWaitBitset|s), uintptr(val),
		uintptr(unsafe.Pointer(t)), 0, matchAny)
	return e
}

// waitGo is waitRaw for goroutines; package rawsafe knows it by name.
//
//go:noinline
func waitGo(addr *uint32, val uint32, s Scope, t *timespec) syscall.Errno {
	_, _, e := unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(opWaitBitset|s), uintptr(val),
		uintptr(unsafe.Pointer(t)), 0, matchAny)
	return e
}

func clockGettime(id uintptr) int64 {
	var t timespec
	unix.RawSyscall(unix.SYS_CLOCK_GETTIME, id, uintptr(unsafe.Pointer(&t)), 0)
	return t.sec*1e9 + t.nsec
}
