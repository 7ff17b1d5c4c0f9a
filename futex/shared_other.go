//go:build !linux

package futex

// NewSharedMemory returns [ErrUnsupported]: memfds are Linux's.
func NewSharedMemory(size int) (*SharedMemory, error) { return nil, ErrUnsupported }

// OpenSharedMemory returns [ErrUnsupported].
func OpenSharedMemory(fd int) (*SharedMemory, error) { return nil, ErrUnsupported }

// Close returns [ErrUnsupported].
func (m *SharedMemory) Close() error { return ErrUnsupported }
