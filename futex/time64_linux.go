//go:build amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x

package futex

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// timespec is struct timespec as the kernel has it here: 64-bit seconds.
type timespec struct{ sec, nsec int64 }

// blockRaw makes an operation of futex(2) that may sleep, on a raw thread.
func blockRaw(addr *uint32, op, val uint32, t *timespec, addr2 *uint32, val3 uint32) syscall.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(op), uintptr(val),
		uintptr(unsafe.Pointer(t)), uintptr(unsafe.Pointer(addr2)), uintptr(val3))
	return e
}

// blockGo is blockRaw for goroutines; package rawsafe knows it by name.
//
//go:noinline
func blockGo(addr *uint32, op, val uint32, t *timespec, addr2 *uint32, val3 uint32) syscall.Errno {
	_, _, e := unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(op), uintptr(val),
		uintptr(unsafe.Pointer(t)), uintptr(unsafe.Pointer(addr2)), uintptr(val3))
	return e
}

func clockGettime(id uintptr) int64 {
	var t timespec
	unix.RawSyscall(unix.SYS_CLOCK_GETTIME, id, uintptr(unsafe.Pointer(&t)), 0)
	return t.sec*1e9 + t.nsec
}

// actRaw makes an operation of futex(2) that does not sleep.
func actRaw(addr *uint32, op, val, val2 uint32, addr2 *uint32, val3 uint32) (uintptr, syscall.Errno) {
	n, _, e := unix.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(op), uintptr(val), uintptr(val2),
		uintptr(unsafe.Pointer(addr2)), uintptr(val3))
	return n, e
}

// time64Works reports whether times after 2038 reach the kernel.
func time64Works() bool { return true }
