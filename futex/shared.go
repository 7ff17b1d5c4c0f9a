package futex

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"rawthread/internal/noptr"
)

// SharedMemory is memory that several processes map, for words of scope
// [Shared] and the primitives whose names begin with Shared. One process makes
// it by [NewSharedMemory] and hands its file descriptor on: to a child by
// exec.Cmd.ExtraFiles, to any process over a Unix socket. The other maps it by
// [OpenSharedMemory]. Each sees it at an address of its own, so that offsets are
// what they can speak of; [At] turns one into a pointer.
//
// A new one holds zeros, which is what all primitives begin as. What lies in it
// lives on while some process has it mapped or open.
//
// Its methods are for goroutines; the pointers that [At] returns are good on raw
// threads too.
type SharedMemory struct {
	mu     sync.Mutex // Close against At
	fd     int        // -1: closed
	memory []byte
}

// At returns the address of a T at an offset in bytes, the same T for all
// processes that ask for the same offset and the same layout of T. T must hold
// no pointers, which mean nothing in another process and which the collector
// would not see; offset must be a multiple of T's alignment, and of 8 if T has 8
// bytes or more, and T must end within the memory. The address is good until
// [SharedMemory.Close]. Goroutines only.
func At[T any](m *SharedMemory, offset int) (*T, error) {
	t := reflect.TypeFor[T]()
	if path := noptr.Path(t, t.String()); path != "" {
		return nil, fmt.Errorf("%w: futex.At[%v]: %s is or holds a pointer, which means nothing in another process: keep an offset instead", ErrInvalid, t, path)
	}
	align := t.Align()
	if t.Size() >= 8 {
		align = max(align, 8) // 64-bit atomics on 32-bit architectures
	}
	if offset < 0 || offset%align != 0 {
		return nil, fmt.Errorf("%w: futex.At[%v]: offset %d is no multiple of %d", ErrInvalid, t, offset, align)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.memory == nil {
		return nil, fmt.Errorf("%w: futex.At[%v]: the memory is closed", ErrInvalid, t)
	}
	if t.Size() > uintptr(len(m.memory)) || uintptr(offset) > uintptr(len(m.memory))-t.Size() {
		return nil, fmt.Errorf("%w: futex.At[%v]: %d bytes at offset %d end behind the memory's %d", ErrInvalid, t, t.Size(), offset, len(m.memory))
	}
	return (*T)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(m.memory)), offset)), nil
}

// Size returns how many bytes there are: whole pages, 0 after Close.
func (m *SharedMemory) Size() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.memory)
}

// FD returns the file descriptor, -1 after Close. It stays m's: who wants one
// that outlives m duplicates it. It is closed on exec(2).
func (m *SharedMemory) FD() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fd
}
