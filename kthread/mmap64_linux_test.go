//go:build !(386 || arm || mips || mipsle)

package kthread_test

import "golang.org/x/sys/unix"

// sysMmap is the system call by which memory is mapped.
const sysMmap = unix.SYS_MMAP
