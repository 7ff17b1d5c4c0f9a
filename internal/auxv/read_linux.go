package auxv

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

const wordSize = unsafe.Sizeof(uintptr(0))

// Read reads and checks the auxiliary vector.
func Read() (Values, error) {
	auxv, err := unix.Auxv()
	if err != nil {
		return Values{}, fmt.Errorf("reading the auxiliary vector: %w", err)
	}
	var v Values
	for _, kv := range auxv {
		switch kv[0] {
		case atPhdr:
			v.Phdr = kv[1]
		case atPhent:
			v.Phent = kv[1]
		case atPhnum:
			v.Phnum = kv[1]
		case atEntry:
			v.Entry = kv[1]
		}
	}
	if v.Phdr == 0 || v.Phnum == 0 || v.Phnum > maxHeaders || v.Phent != HeaderSize {
		return Values{}, fmt.Errorf("the auxiliary vector has AT_PHDR %#x, AT_PHNUM %d, AT_PHENT %d; want an address, 1 to %d, %d",
			v.Phdr, v.Phnum, v.Phent, maxHeaders, HeaderSize)
	}
	return v, nil
}

// maxHeaders is the kernel's limit: all headers must fit in 64 KiB
// (fs/binfmt_elf.c, load_elf_phdrs).
const maxHeaders = 1 << 16 / HeaderSize

// HeaderSize is the size of one program header of the native class.
const HeaderSize = 56 - (8-wordSize)*6 // 56 or 32

// Headers reads the mapped program headers.
func (v Values) Headers() []elf.ProgHeader {
	headers := make([]elf.ProgHeader, v.Phnum)
	for i := range headers {
		addr := pointer(v.Phdr + uintptr(i)*HeaderSize)
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

// pointer turns an address outside Go's heap into a pointer.
func pointer(addr uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&addr))
}
