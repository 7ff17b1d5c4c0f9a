package vdso

import (
	"debug/elf"
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// StackSize is how much of the caller's stack [Now] takes, in bytes: the frame
// of call, of which the kernel's C code gets the greater part. On amd64 it was
// seen to take less than 250.
const StackSize = 2048

// atSysinfoEhdr is the key of the auxiliary vector for the vDSO's address.
const atSysinfoEhdr = 33

var (
	gettime uintptr // the function's address, 0 if there is none
	narrow  bool    // it wants a narrow struct timespec
	source  string
)

func init() {
	fn, c, err := find()
	if err != nil {
		source = fmt.Sprintf("system call clock_gettime (%v)", err)
		return
	}
	gettime, narrow, source = fn, c.narrow, "vDSO "+c.name+"@"+c.version
}

// Source says what [Now] calls, or why it can't. Goroutines only.
func Source() string { return source }

// Now returns the time of a clock of clock_gettime(2) in nanoseconds, false if
// there is no vDSO for it. Raw threads only.
func Now(clock uintptr) (ns int64, ok bool) {
	if gettime == 0 {
		return 0, false
	}
	if narrow {
		var t struct{ sec, nsec int32 }
		r := call(gettime, clock, unsafe.Pointer(&t))
		return int64(t.sec)*1e9 + int64(t.nsec), r == 0
	}
	var t struct {
		sec  int64
		nsec int64
	}
	r := call(gettime, clock, unsafe.Pointer(&t))
	return t.sec*1e9 + t.nsec, r == 0
}

// call calls the C function fn(clock, ts) on the caller's own stack, inside
// call's frame, and returns what it returns. The registers that C keeps hold
// what must be kept: the stack pointer, and g where it is a register. In
// asm_*.s.
//
//go:noescape
func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)

// find looks for the function.
func find() (fn uintptr, c candidate, err error) {
	m, base, err := Mapped()
	if err != nil {
		return 0, c, err
	}
	err = errors.New("vdso: no name is known for " + runtime.GOARCH)
	for _, c = range candidates(runtime.GOARCH) {
		var off uint64
		if off, err = m.Lookup(c.name, c.version); err == nil {
			return base + uintptr(off), c, nil
		}
	}
	return 0, c, err
}

// Mapped returns this process's vDSO, and where it is.
func Mapped() (*Image, uintptr, error) {
	auxv, err := unix.Auxv()
	if err != nil {
		return nil, 0, fmt.Errorf("vdso: reading the auxiliary vector: %w", err)
	}
	for _, kv := range auxv {
		if kv[0] == atSysinfoEhdr && kv[1] != 0 {
			m, err := parseAt(kv[1])
			return m, kv[1], err
		}
	}
	return nil, 0, errors.New("vdso: the kernel gave no AT_SYSINFO_EHDR")
}

// parseAt parses the image at an address. Its first page has the program
// headers, which say how long it is.
func parseAt(addr uintptr) (*Image, error) {
	const firstPage, largest = 4096, 1 << 20
	_, headers, err := open(unsafe.Slice((*byte)(pointer(addr)), firstPage))
	if err != nil {
		return nil, err
	}
	size := uint64(0)
	for _, p := range headers {
		if p.Type == elf.PT_LOAD {
			size = max(size, p.Off+p.Filesz)
		}
	}
	if size > largest {
		return nil, fmt.Errorf("vdso: an image of %d bytes", size)
	}
	return ParseImage(unsafe.Slice((*byte)(pointer(addr)), size))
}

// pointer turns an address outside Go's heap into a pointer.
func pointer(addr uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&addr)) }
