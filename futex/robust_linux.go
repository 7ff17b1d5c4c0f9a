package futex

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// SetRobustList makes head the calling thread's list of held locks, nil for
// none: set_robust_list(2), Linux 2.6.17, else [ErrUnsupported]. A C library
// has one for each of its threads, which this replaces. Raw threads, and
// goroutines locked to their thread.
func SetRobustList(head *RobustHead) error {
	_, _, e := unix.RawSyscall(unix.SYS_SET_ROBUST_LIST, uintptr(unsafe.Pointer(head)), unsafe.Sizeof(*head), 0)
	return errOf(e)
}

// RobustList returns the list of a thread of this process, 0 for the calling
// one, nil if it has none: get_robust_list(2). It returns [ErrNoOwner] if there
// is no such thread. Goroutines and raw threads.
func RobustList(tid int) (*RobustHead, error) {
	var head uintptr
	var size uintptr
	_, _, e := unix.RawSyscall(unix.SYS_GET_ROBUST_LIST, uintptr(tid), uintptr(unsafe.Pointer(&head)), uintptr(unsafe.Pointer(&size)))
	if e != 0 {
		return nil, errOf(e)
	}
	return *(**RobustHead)(unsafe.Pointer(&head)), nil
}
