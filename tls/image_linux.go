package tls

import (
	"debug/elf"
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Keys of the auxiliary vector (Linux, include/uapi/linux/auxvec.h).
const (
	atPhdr  = 3 // address of the program headers
	atPhent = 4 // size of one
	atPhnum = 5 // number of them
	atEntry = 9 // entry point
)

// ProgramImage returns the PT_TLS segment of the running program, found through
// the auxiliary vector that the kernel handed to it (getauxval(3)). Its Addr
// leads into the program's own, mapped file. Of libraries loaded by a dynamic
// linker it knows nothing. Goroutines only.
func ProgramImage() (Image, error) {
	aux, err := auxiliary()
	if err != nil {
		return Image{}, err
	}
	return aux.image(Native(), programHeaders(aux))
}

// auxiliary reads and checks the auxiliary vector.
func auxiliary() (auxValues, error) {
	auxv, err := unix.Auxv()
	if err != nil {
		return auxValues{}, fmt.Errorf("tls: reading the auxiliary vector: %w", err)
	}
	var aux auxValues
	for _, kv := range auxv {
		switch kv[0] {
		case atPhdr:
			aux.phdr = kv[1]
		case atPhent:
			aux.phent = kv[1]
		case atPhnum:
			aux.phnum = kv[1]
		case atEntry:
			aux.entry = kv[1]
		}
	}
	if aux.phdr == 0 || aux.phnum == 0 || aux.phnum > maxHeaders || aux.phent != headerSize {
		return auxValues{}, fmt.Errorf("tls: the auxiliary vector has AT_PHDR %#x, AT_PHNUM %d, AT_PHENT %d; want an address, 1 to %d, %d",
			aux.phdr, aux.phnum, aux.phent, maxHeaders, headerSize)
	}
	return aux, nil
}

// maxHeaders is the kernel's limit: all headers must fit in 64 KiB
// (fs/binfmt_elf.c, load_elf_phdrs).
const maxHeaders = 1 << 16 / headerSize

// headerSize is the size of one program header of the native class.
const headerSize = 56 - (8-wordSize)*6 // 56 or 32

// programHeaders reads the mapped program headers.
func programHeaders(aux auxValues) []elf.ProgHeader {
	headers := make([]elf.ProgHeader, aux.phnum)
	for i := range headers {
		addr := at(aux.phdr + uintptr(i)*headerSize)
		if wordSize == 8 {
			p := (*elf.Prog64)(addr)
			headers[i] = elf.ProgHeader{Type: elf.ProgType(p.Type), Flags: elf.ProgFlag(p.Flags),
				Off: p.Off, Vaddr: p.Vaddr, Paddr: p.Paddr, Filesz: p.Filesz, Memsz: p.Memsz, Align: p.Align}
		} else {
			p := (*elf.Prog32)(addr)
			headers[i] = elf.ProgHeader{Type: elf.ProgType(p.Type), Flags: elf.ProgFlag(p.Flags),
				Off: uint64(p.Off), Vaddr: uint64(p.Vaddr), Paddr: uint64(p.Paddr),
				Filesz: uint64(p.Filesz), Memsz: uint64(p.Memsz), Align: uint64(p.Align)}
		}
	}
	return headers
}

// The header sizes above are those of debug/elf's structs, which are the gABI's.
var (
	_ [56]byte = [unsafe.Sizeof(elf.Prog64{})]byte{}
	_ [32]byte = [unsafe.Sizeof(elf.Prog32{})]byte{}
)
