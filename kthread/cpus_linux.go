package kthread

import (
	"fmt"
	"math/bits"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/tls"
)

// CPUCount returns how many CPUs the calling thread may run on
// (sched_getaffinity(2)); the set is grown until the kernel's fits. At least 1.
// Goroutines only.
func CPUCount() (int, error) {
	if tls.OnRawThread() {
		return 0, ErrGoroutineOnly
	}
	for words := 16; ; words *= 2 {
		set := make([]uintptr, words)
		n, _, e := unix.RawSyscall(unix.SYS_SCHED_GETAFFINITY, 0, uintptr(words)*wordSize, uintptr(unsafe.Pointer(&set[0])))
		if e == unix.EINVAL && words*int(wordSize) < maxCPU/8 {
			continue // the kernel has more CPUs than the set has room for
		}
		if e != 0 {
			return 0, fmt.Errorf("kthread: sched_getaffinity: %w", e)
		}
		count := 0
		for _, w := range set[:n/wordSize] {
			count += bits.OnesCount(uint(w))
		}
		return count, nil
	}
}
