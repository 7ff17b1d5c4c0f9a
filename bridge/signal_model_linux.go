//go:build model

package bridge

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/internal/model"
)

// fdWord is a turnstile's fd, with what is the eventfd's counter in a model.
type fdWord struct {
	model.Uint32
	count uint64
}

// signal is signal_linux.go's, in a model too.
func (t *turnstile) signal() {
	if model.Active() {
		model.EventWrite(&t.fd.count, 1)
		return
	}
	one := [8]byte{0: 1, 7: 1}
	unix.RawSyscall(unix.SYS_WRITE, uintptr(t.fd.Load()-1), uintptr(unsafe.Pointer(&one)), 8)
}
