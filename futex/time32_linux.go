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

// blockRaw makes an operation of futex(2) that may sleep, on a raw thread.
func blockRaw(addr *uint32, op, val uint32, t *timespec, addr2 *uint32, val3 uint32) syscall.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_FUTEX_TIME64, uintptr(unsafe.Pointer(addr)), uintptr(op), uintptr(val),
		uintptr(unsafe.Pointer(t)), uintptr(unsafe.Pointer(addr2)), uintptr(val3))
	if e != unix.ENOSYS {
		return e
	}
	var old *timespec32
	var t32 timespec32
	if t != nil {
		t32 = t.narrow()
		old = &t32
	}
	_, _, e = unix.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(op), uintptr(val),
		uintptr(unsafe.Pointer(old)), uintptr(unsafe.Pointer(addr2)), uintptr(val3))
	return e
}

// blockGo is blockRaw for goroutines; package rawsafe knows it by name.
//
//go:noinline
func blockGo(addr *uint32, op, val uint32, t *timespec, addr2 *uint32, val3 uint32) syscall.Errno {
	_, _, e := unix.Syscall6(unix.SYS_FUTEX_TIME64, uintptr(unsafe.Pointer(addr)), uintptr(op), uintptr(val),
		uintptr(unsafe.Pointer(t)), uintptr(unsafe.Pointer(addr2)), uintptr(val3))
	if e != unix.ENOSYS {
		return e
	}
	var old *timespec32
	var t32 timespec32
	if t != nil {
		t32 = t.narrow()
		old = &t32
	}
	_, _, e = unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(op), uintptr(val),
		uintptr(unsafe.Pointer(old)), uintptr(unsafe.Pointer(addr2)), uintptr(val3))
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

// actRaw makes an operation of futex(2) that does not sleep. A kernel without
// the old time (CONFIG_COMPAT_32BIT_TIME) lacks the old call.
func actRaw(addr *uint32, op, val, val2 uint32, addr2 *uint32, val3 uint32) (uintptr, syscall.Errno) {
	n, _, e := unix.RawSyscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(addr)), uintptr(op), uintptr(val), uintptr(val2),
		uintptr(unsafe.Pointer(addr2)), uintptr(val3))
	if e != unix.ENOSYS {
		return n, e
	}
	n, _, e = unix.RawSyscall6(unix.SYS_FUTEX_TIME64, uintptr(unsafe.Pointer(addr)), uintptr(op), uintptr(val), uintptr(val2),
		uintptr(unsafe.Pointer(addr2)), uintptr(val3))
	return n, e
}

// time64Works reports whether times after 2038 reach the kernel.
func time64Works() bool {
	_, _, e := unix.RawSyscall6(unix.SYS_FUTEX_TIME64, 1, uintptr(opWakeBitset|uint32(Private)), 0, 0, 0, 0)
	return e == unix.EINVAL
}
