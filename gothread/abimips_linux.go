//go:build mips || mipsle || mips64 || mips64le

package gothread

import "golang.org/x/sys/unix"

// sysSetTP is the system call that sets the thread pointer.
const sysSetTP = unix.SYS_SET_THREAD_AREA

var _ = sysSetTP // the assembly refers to it

// sigsetSize is the size of the kernel's signal set in bytes: 128 signals.
const sigsetSize = 16

// A stackT is stack_t of sigaltstack(2); mips has an order of its own.
type stackT struct {
	sp    uintptr
	size  uintptr
	flags int32
}
