package bridge

import (
	"debug/elf"
	"unsafe"

	"rawthread/internal/auxv"
)

// constants are the parts of memory that hold the program and can't be written:
// a string there never changes, and stays. Empty if they can't be told.
var constants = readConstants()

type addresses struct{ start, end uintptr }

func readConstants() (as []addresses) {
	v, err := auxv.Read()
	if err != nil {
		return nil
	}
	headers := v.Headers()
	base, err := v.Base(uint64(unsafe.Sizeof(uintptr(0))), headers)
	if err != nil {
		return nil
	}
	for _, p := range headers {
		if p.Type == elf.PT_LOAD && p.Flags&(elf.PF_R|elf.PF_W) == elf.PF_R {
			start := base + uintptr(p.Vaddr)
			as = append(as, addresses{start, start + uintptr(p.Filesz)})
		}
	}
	return as
}

// constant reports whether a string is one of the program's constants.
func constant(s string) bool {
	p := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	for i := range constants {
		if c := &constants[i]; p >= c.start && p+uintptr(len(s)) <= c.end {
			return true
		}
	}
	return false
}
