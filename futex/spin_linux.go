package futex

import (
	"math/bits"
	"unsafe"

	"golang.org/x/sys/unix"
)

// usableCPUs returns how many CPUs the process may run on, 2 if the kernel does
// not say.
func usableCPUs() int {
	var mask [1024]byte // 8,192 CPUs, the most that Linux can be built for
	n, _, e := unix.RawSyscall(unix.SYS_SCHED_GETAFFINITY, 0, uintptr(len(mask)), uintptr(unsafe.Pointer(&mask)))
	if e != 0 {
		return 2
	}
	cpus := 0
	for _, b := range mask[:n] {
		cpus += bits.OnesCount8(b)
	}
	return cpus
}
