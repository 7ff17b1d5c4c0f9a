package bridge

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

const supported = true

// memory is a queue's own, outside Go's heap; the zero value is none.
type memory struct {
	base    uintptr
	size    uintptr
	cleanup runtime.Cleanup
}

func (m *memory) mapBytes(size uintptr) (unsafe.Pointer, error) {
	p, err := unix.MmapPtr(-1, 0, nil, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_ANONYMOUS)
	if err != nil {
		return nil, fmt.Errorf("bridge: mapping %d bytes for a queue: %w", size, err)
	}
	m.base, m.size = uintptr(p), size
	return p, nil
}

// freeWith frees m, which the owner holds, when the owner is unreachable.
func freeWith[T any](owner *T, m *memory) {
	m.cleanup = runtime.AddCleanup(owner, unmap, *m)
}

func (m *memory) free() {
	if m.size == 0 {
		return
	}
	m.cleanup.Stop()
	unmap(*m)
	m.base, m.size = 0, 0
}

func unmap(m memory) { unix.RawSyscall(unix.SYS_MUNMAP, m.base, m.size, 0) }
