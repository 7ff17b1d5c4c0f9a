//go:build 386 || arm || mips || mipsle

package futex

import (
	"math"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// timespec is struct __kernel_timespec: 64-bit seconds, for the system calls
// whose names end in time64 (Linux 5.1).
type timespec struct{ sec, nsec int64 }

// timespec32 is what the older ones take; its seconds end in 2038.
type timespec32 struct{ sec, nsec int32 }

// narrow saturates: a deadline after 2038 becomes one in 2038, and who waits
// in a loop waits again.
func (t *timespec) narrow() timespec32 {
	if t.sec > math.MaxInt32 {
		return timespec32{math.MaxInt32, 999999999}
	}
	return timespec32{int32(t.sec), int32(t.nsec)}
}

func waitRaw(addr *uint32, val uint32, s Scope, t *timespec) syscall.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_FUTEX_TIME64, uintptr(unsafe.Pointer(addr)), uintptr(opWaitBitset|s), uintptr(val),
		uintptr(unsafe.Pointer(t)), 0, matchAny)
	if e != unix.ENOSYS {
		return e
	}
	var old *timespec32
	var t32 timespec32
	if t != nil {
		t32 = t.narrow()
		old = &t32
	}
	_, _, e = unix.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(opWaitBitset|s), uintptr(val),
		uintptr(unsafe.Pointer(old)), 0, matchAny)
	return e
}

// waitGo is waitRaw for goroutines; package rawsafe knows it by name.
//
//go:noinline
func waitGo(addr *uint32, val uint32, s Scope, t *timespec) syscall.Errno {
	_, _, e := unix.Syscall6(unix.SYS_FUTEX_TIME64, uintptr(unsafe.Pointer(addr)), uintptr(opWaitBitset|s), uintptr(val),
		uintptr(unsafe.Pointer(t)), 0, matchAny)
	if e != unix.ENOSYS {
		return e
	}
	var old *timespec32
	var t32 timespec32
	if t != nil {
		t32 = t.narrow()
		old = &t32
	}
	_, _, e = unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(opWaitBitset|s), uintptr(val),
		uintptr(unsafe.Pointer(old)), 0, matchAny)
	return e
}

func clockGettime(id uintptr) int64 {
	var t timespec
	if _, _, e := unix.RawSyscall(unix.SYS_CLOCK_GETTIME64, id, uintptr(unsafe.Pointer(&t)), 0); e == 0 {
		return t.sec*1e9 + t.nsec
	}
	var old timespec32
	unix.RawSyscall(unix.SYS_CLOCK_GETTIME, id, uintptr(unsafe.Pointer(&old)), 0)
	return int64(old.sec)*1e9 + int64(old.nsec)
}
