//go:build !linux

package tls

import "unsafe"

// ThreadPointer returns 0: raw threads are for Linux.
func ThreadPointer() uintptr { return 0 }

func current() uintptr { return 0 }

func block() unsafe.Pointer {
	offRawThread()
	return nil
}
