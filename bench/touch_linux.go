package bench

import (
	"fmt"
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// perLiveThread is about what a live thread takes, the kernel's part included, in
// KiB, and four times that: which of the free pages the kernel hands out next is
// not known.
const perLiveThread = 4 * 32

// touchMemory writes to more memory than so many threads take, and gives it back.
// A virtual machine may get a page from its host when it first touches it, and
// give it back two seconds after it is free. On an AMD EPYC a live thread takes 5.4
// pages, and 17 us where the host has them all, 72 us where it has none: that is
// no part of its cost.
func touchMemory(threads int) error {
	available, err := sumOf("/proc/meminfo", "MemAvailable")
	if err != nil {
		return err
	}
	size := min(float64(threads)*perLiveThread, available/2) * 1024
	b, err := unix.Mmap(-1, 0, int(min(size, math.MaxInt/2)), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		return fmt.Errorf("memory to touch: %w", err)
	}
	for i := 0; i < len(b); i += os.Getpagesize() {
		b[i] = 1
	}
	return unix.Munmap(b)
}
