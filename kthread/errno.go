//go:build !plan9

package kthread

import "syscall"

// errno is an error number of the kernel.
type errno = syscall.Errno
