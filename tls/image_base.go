package tls

import (
	"debug/elf"
	"fmt"
)

// auxValues are the auxiliary vector's words on the program's headers.
type auxValues struct {
	phdr, phent, phnum, entry uintptr
}

// image returns the PT_TLS image among a running program's headers.
func (aux auxValues) image(abi ABI, headers []elf.ProgHeader) (Image, error) {
	var tls *elf.ProgHeader
	for i := range headers {
		if headers[i].Type == elf.PT_TLS {
			tls = &headers[i]
			break // as ld.so does
		}
	}
	if tls == nil {
		return Image{Align: 1}, nil
	}
	img, err := imageOf(abi, tls)
	if err != nil || img.FileSize == 0 {
		return img, err
	}
	base, err := aux.loadBase(abi, headers)
	if err != nil {
		return Image{}, err
	}
	img.Addr = base + uintptr(tls.Vaddr)
	return img, nil
}

// loadBase returns what is to be added to a p_vaddr to get an address in this
// process. PT_PHDR says it outright. Statically linked programs often have none:
// they either run where they were linked, so that the entry point and the
// headers lie in a segment as they are, or they were moved, and then the
// headers follow the ELF header at the start of the segment with p_offset 0.
func (aux auxValues) loadBase(abi ABI, headers []elf.ProgHeader) (uintptr, error) {
	for _, p := range headers {
		if p.Type == elf.PT_PHDR {
			return aux.phdr - uintptr(p.Vaddr), nil
		}
	}
	if aux.fits(0, headers) {
		return 0, nil
	}
	ehdrSize := uintptr(64)
	if abi.WordSize == 4 {
		ehdrSize = 52
	}
	for _, p := range headers {
		if p.Type == elf.PT_LOAD && p.Off == 0 {
			if base := aux.phdr - ehdrSize - uintptr(p.Vaddr); aux.fits(base, headers) {
				return base, nil
			}
		}
	}
	return 0, fmt.Errorf("tls: no PT_PHDR, and no load base that puts both AT_PHDR %#x and AT_ENTRY %#x inside a PT_LOAD segment: "+
		"cannot tell where the program is", aux.phdr, aux.entry)
}

// fits reports whether with that base the program headers and the entry point
// both lie in segments of the program.
func (aux auxValues) fits(base uintptr, headers []elf.ProgHeader) bool {
	var phdr, entry bool
	for _, p := range headers {
		if p.Type != elf.PT_LOAD {
			continue
		}
		phdr = phdr || uint64(aux.phdr-base)-p.Vaddr < p.Filesz
		entry = entry || uint64(aux.entry-base)-p.Vaddr < p.Filesz
	}
	return phdr && entry
}
