// Package auxv finds the running program's own ELF headers, through the
// auxiliary vector that the kernel hands to every program (getauxval(3)), and
// where in memory the program is. Goroutines only.
package auxv

import (
	"debug/elf"
	"fmt"
)

// Values are the auxiliary vector's words on the program's headers.
type Values struct {
	Phdr, Phent, Phnum, Entry uintptr
}

// Base returns what is to be added to a p_vaddr to get an address in this
// process. PT_PHDR says it outright. Statically linked programs often have none:
// they either run where they were linked, so that the entry point and the
// headers lie in a segment as they are, or they were moved, and then the
// headers follow the ELF header at the start of the segment with p_offset 0.
func (v Values) Base(wordSize uint64, headers []elf.ProgHeader) (uintptr, error) {
	for _, p := range headers {
		if p.Type == elf.PT_PHDR {
			return v.Phdr - uintptr(p.Vaddr), nil
		}
	}
	if v.fits(0, headers) {
		return 0, nil
	}
	ehdrSize := uintptr(64)
	if wordSize == 4 {
		ehdrSize = 52
	}
	for _, p := range headers {
		if p.Type == elf.PT_LOAD && p.Off == 0 {
			if base := v.Phdr - ehdrSize - uintptr(p.Vaddr); v.fits(base, headers) {
				return base, nil
			}
		}
	}
	return 0, fmt.Errorf("no PT_PHDR, and no load base that puts both AT_PHDR %#x and AT_ENTRY %#x inside a PT_LOAD segment: "+
		"cannot tell where the program is", v.Phdr, v.Entry)
}

// fits reports whether with that base the program headers and the entry point
// both lie in segments of the program.
func (v Values) fits(base uintptr, headers []elf.ProgHeader) bool {
	var phdr, entry bool
	for _, p := range headers {
		if p.Type != elf.PT_LOAD {
			continue
		}
		phdr = phdr || uint64(v.Phdr-base)-p.Vaddr < p.Filesz
		entry = entry || uint64(v.Entry-base)-p.Vaddr < p.Filesz
	}
	return phdr && entry
}
