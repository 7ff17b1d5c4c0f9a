package futex

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/tls"
)

// Wait2 is [Scope.WaitBits] by futex_wait (Linux 6.7, else [ErrUnsupported]):
// flags may also have [NUMA] and [MPol]. Goroutines and raw threads.
func Wait2(addr *uint32, val, bits uint32, flags Flags, c Clock, deadline int64) error {
	if deadline < 0 {
		return ErrInvalid
	}
	var time timespec
	t := until(deadline, &time)
	if tls.OnRawThread() {
		_, _, e := unix.RawSyscall6(unix.SYS_FUTEX_WAIT, uintptr(unsafe.Pointer(addr)), uintptr(val), uintptr(bits), uintptr(size32|flags),
			uintptr(unsafe.Pointer(t)), clockID(c))
		return errOfNew(e)
	}
	return errOfNew(wait2Go(addr, val, bits, flags, t, clockID(c)))
}

//go:noinline
func wait2Go(addr *uint32, val, bits uint32, flags Flags, t *timespec, clock uintptr) syscall.Errno { // package rawsafe knows it by name
	_, _, e := unix.Syscall6(unix.SYS_FUTEX_WAIT, uintptr(unsafe.Pointer(addr)), uintptr(val), uintptr(bits), uintptr(size32|flags),
		uintptr(unsafe.Pointer(t)), clock)
	return e
}

// Wake2 is [Scope.WakeBits] by futex_wake (Linux 6.7, else [ErrUnsupported]).
// Goroutines and raw threads.
func Wake2(addr *uint32, bits uint32, n int, flags Flags) (int, error) {
	r, _, e := unix.RawSyscall6(unix.SYS_FUTEX_WAKE, uintptr(unsafe.Pointer(addr)), uintptr(bits), uintptr(count(n)), uintptr(size32|flags), 0, 0)
	if e != 0 {
		return 0, errOfNew(e)
	}
	return int(r), nil
}

// Requeue2 is [Scope.CmpRequeue] by futex_requeue (Linux 6.7, else
// [ErrUnsupported]), where each word has flags of its own: waiters of a private
// word may be moved to a shared one. Goroutines and raw threads.
func Requeue2(addr *uint32, val uint32, flags Flags, n, more int, to *uint32, toFlags Flags) (int, error) {
	if n < 0 || more < 0 {
		return 0, ErrInvalid
	}
	words := [2]waitv{
		{val: uint64(val), uaddr: uint64(uintptr(unsafe.Pointer(addr))), flags: size32 | uint32(flags)},
		{uaddr: uint64(uintptr(unsafe.Pointer(to))), flags: size32 | uint32(toFlags)},
	}
	r, _, e := unix.RawSyscall6(unix.SYS_FUTEX_REQUEUE, uintptr(unsafe.Pointer(&words)), 0, uintptr(count(n)), uintptr(count(more)), 0, 0)
	if e != 0 {
		return 0, errOfNew(e)
	}
	return int(r), nil
}
