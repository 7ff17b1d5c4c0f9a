package futex

import (
	"fmt"
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// NewSharedMemory makes memory of at least size bytes, all zero, by
// memfd_create(2) (Linux 3.17), rounded up to whole pages. Its size is sealed,
// so that no process that has it can make the others fault by cutting it
// (F_SEAL_SHRINK). Errors match the errno: EMFILE and ENFILE for descriptors,
// ENOMEM for memory. Goroutines only.
func NewSharedMemory(size int) (*SharedMemory, error) {
	page := os.Getpagesize()
	if size <= 0 || size > math.MaxInt-page {
		return nil, fmt.Errorf("%w: futex.NewSharedMemory(%d): the size counts bytes, from 1", ErrInvalid, size)
	}
	size = (size + page - 1) &^ (page - 1)
	fd, err := unix.MemfdCreate("rawthread-futex", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, fmt.Errorf("futex.NewSharedMemory: memfd_create: %w", err)
	}
	if err := unix.Ftruncate(fd, int64(size)); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("futex.NewSharedMemory: setting the size to %d bytes: %w", size, err)
	}
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, unix.F_SEAL_SHRINK|unix.F_SEAL_GROW|unix.F_SEAL_SEAL); err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("futex.NewSharedMemory: sealing the size: %w", err)
	}
	return mapShared(fd, size)
}

// OpenSharedMemory maps what fd refers to: a memfd, of [NewSharedMemory] or
// not, a file of shm_open(3), or any file that can be mapped for writing. The
// descriptor is duplicated; fd stays the caller's to close. If the size is not
// sealed, whoever has the file may cut it, and an access to what is gone ends
// the process with SIGBUS. Goroutines only.
func OpenSharedMemory(fd int) (*SharedMemory, error) {
	own, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("futex.OpenSharedMemory: descriptor %d: %w", fd, err)
	}
	var st unix.Stat_t
	if err := unix.Fstat(own, &st); err != nil {
		unix.Close(own)
		return nil, fmt.Errorf("futex.OpenSharedMemory: descriptor %d: %w", fd, err)
	}
	if st.Size <= 0 || st.Size > math.MaxInt {
		unix.Close(own)
		return nil, fmt.Errorf("%w: futex.OpenSharedMemory: descriptor %d has %d bytes to map", ErrInvalid, fd, st.Size)
	}
	return mapShared(own, int(st.Size))
}

// mapShared takes fd over, also if it fails.
func mapShared(fd, size int) (*SharedMemory, error) {
	memory, err := unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("futex: mapping %d bytes that processes share: %w", size, err)
	}
	return &SharedMemory{fd: fd, memory: memory}, nil
}

// Close unmaps the memory in this process and closes its descriptor. Pointers
// of [At] are then invalid: no thread may use them any more, nor wait there.
// Without Close the memory stays until the process ends, since pointers into it
// do not keep m. A second Close returns [ErrInvalid]. Goroutines only.
func (m *SharedMemory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.memory == nil {
		return fmt.Errorf("%w: futex.SharedMemory: closed before", ErrInvalid)
	}
	if err := unix.Munmap(m.memory); err != nil {
		return fmt.Errorf("futex.SharedMemory: unmapping: %w", err)
	}
	err := unix.Close(m.fd)
	m.memory, m.fd = nil, -1
	if err != nil {
		return fmt.Errorf("futex.SharedMemory: closing: %w", err)
	}
	return nil
}
