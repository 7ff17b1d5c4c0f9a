package kthread

import (
	"sync"

	"golang.org/x/sys/unix"
)

// madvGuardInstall is MADV_GUARD_INSTALL (Linux 6.13): pages that fault on
// access without a mapping of their own.
const madvGuardInstall = 102

// guardInstall reports whether MADV_GUARD_INSTALL works. The return value of
// madvise(2) does not tell, QEMU's user mode answers 0 and does nothing, so
// the kernel is asked to write there: it must answer EFAULT.
var guardInstall = sync.OnceValue(func() bool {
	p, err := unix.MmapPtr(-1, 0, nil, 2*pageSize, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		return false
	}
	defer unmap(uintptr(p), 2*pageSize)
	if _, _, e := unix.RawSyscall(unix.SYS_MADVISE, uintptr(p), pageSize, madvGuardInstall); e != 0 {
		return false
	}
	_, _, e := unix.RawSyscall(unix.SYS_CLOCK_GETTIME, unix.CLOCK_MONOTONIC, uintptr(p), 0)
	return e == unix.EFAULT
})

// A Feature is something that kernels differ in.
type Feature struct {
	Name string // as in the kernel's headers
	Have bool
	Used string // what the package does with it, or without it
}

// Features probes the running kernel, once, and says what was found.
// Goroutines only.
func Features() []Feature {
	guard := Feature{"MADV_GUARD_INSTALL", guardInstall(), "guards are mappings of their own (mprotect): two mappings a thread"}
	if guard.Have {
		guard.Used = "guards up to 1 MiB are markers in the page table: one mapping a thread"
	}
	return []Feature{guard}
}
