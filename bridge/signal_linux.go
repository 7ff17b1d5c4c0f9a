//go:build !model

package bridge

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/internal/word"
)

// fdWord is a turnstile's fd; a model has more there.
type fdWord = word.Uint32

// signal makes the eventfd readable. Goroutines and raw threads.
func (t *turnstile) signal() {
	one := [8]byte{0: 1, 7: 1} // not 0 in either byte order
	unix.RawSyscall(unix.SYS_WRITE, uintptr(t.fd.Load()-1), uintptr(unsafe.Pointer(&one)), 8)
}
