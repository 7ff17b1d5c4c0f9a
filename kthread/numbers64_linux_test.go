//go:build !(386 || arm || mips || mipsle)

package kthread_test

import "golang.org/x/sys/unix"

// sysMmap is the system call by which memory is mapped.
const sysMmap = unix.SYS_MMAP

// sysFutexTime64 is no call of its own here.
const sysFutexTime64 = ^uint64(0)

// Calls of the Go runtime's that are no calls of their own here.
const (
	sysSigreturn      = ^uint64(0) - 1
	sysClockGettime64 = ^uint64(0) - 2
)
