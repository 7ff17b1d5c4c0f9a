//go:build !plan9

package futex

import "syscall"

// errno is an error number of the kernel.
type errno = syscall.Errno

const (
	eAGAIN    = syscall.EAGAIN
	eTIMEDOUT = syscall.ETIMEDOUT
	eINTR     = syscall.EINTR
	eINVAL    = syscall.EINVAL
	eFAULT    = syscall.EFAULT
	eNOSYS    = syscall.ENOSYS
	eDEADLK   = syscall.EDEADLK
	ePERM     = syscall.EPERM
	eSRCH     = syscall.ESRCH
	eNOMEM    = syscall.ENOMEM
)
