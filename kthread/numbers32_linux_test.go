//go:build 386 || arm || mips || mipsle

package kthread_test

import "golang.org/x/sys/unix"

// sysMmap is the system call by which memory is mapped.
const sysMmap = unix.SYS_MMAP2

// sysFutexTime64 is the futex call with 64-bit times.
const sysFutexTime64 = unix.SYS_FUTEX_TIME64

// Calls of the Go runtime's that 64-bit architectures don't have.
const (
	sysSigreturn      = unix.SYS_SIGRETURN
	sysClockGettime64 = unix.SYS_CLOCK_GETTIME64
)
