//go:build !linux

package bridge

import "unsafe"

const supported = false

// memory is empty: no queue is ever made.
type memory struct{}

func (m *memory) mapBytes(size uintptr) (unsafe.Pointer, error) { return nil, ErrUnsupported }
func freeWith[T any](owner *T, m *memory)                       {}
func (m *memory) free()                                         {}
