//go:build !(mips || mipsle || mips64 || mips64le)

package gothread

// sigsetSize is the size of the kernel's signal set in bytes: 64 signals.
const sigsetSize = 8

// A stackT is stack_t of sigaltstack(2).
type stackT struct {
	sp    uintptr
	flags int32
	size  uintptr
}
