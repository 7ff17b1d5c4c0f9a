package kthread

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// A printer writes to standard error from a raw thread: no allocation, one
// write(2) for the whole text, what does not fit cut off.
type printer struct {
	n   int
	buf [2048]byte
}

func (p *printer) byte(c byte) {
	if p.n < len(p.buf) {
		p.buf[p.n] = c
		p.n++
	}
}

func (p *printer) str(s string) {
	for i := range len(s) {
		p.byte(s[i])
	}
}

func (p *printer) dec(v uintptr) {
	if v >= 10 {
		p.dec(v / 10)
	}
	p.byte(byte('0' + v%10))
}

func (p *printer) hex(v uintptr) {
	p.str("0x")
	for shift := int(8*wordSize) - 4; shift >= 0; shift -= 4 {
		if d := v >> shift; d != 0 || shift == 0 {
			p.byte("0123456789abcdef"[d&15])
		}
	}
}

func (p *printer) flush() {
	unix.RawSyscall(unix.SYS_WRITE, 2, uintptr(unsafe.Pointer(&p.buf)), uintptr(p.n))
	p.n = 0
}
