package vdso

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
)

// An Image is a vDSO as it lies in memory.
type Image struct {
	bytes []byte
	order binary.ByteOrder
	word  int    // 4 or 8
	bias  uint64 // what to add to an address of the file to get one in bytes
	wide  bool   // words of DT_HASH have 8 bytes
	tags  map[elf.DynTag]uint64
}

// errShort is the answer to whatever leads out of the image.
var errShort = errors.New("vdso: the image ends before what its headers announce")

// open reads the first of an image's headers.
func open(b []byte) (*Image, []elf.ProgHeader, error) {
	m := &Image{bytes: b, tags: map[elf.DynTag]uint64{}}
	if len(b) < elf.EI_NIDENT || string(b[:4]) != elf.ELFMAG {
		return nil, nil, errors.New("vdso: no ELF header")
	}
	m.word, m.order = 4, binary.ByteOrder(binary.LittleEndian)
	if elf.Class(b[elf.EI_CLASS]) == elf.ELFCLASS64 {
		m.word = 8
	}
	if elf.Data(b[elf.EI_DATA]) == elf.ELFDATA2MSB {
		m.order = binary.BigEndian
	}
	headers, err := m.programHeaders()
	return m, headers, err
}

// ParseImage reads a vDSO. Its addresses may count from any number: where the
// first segment says to be loaded tells which.
func ParseImage(b []byte) (*Image, error) {
	m, headers, err := open(b)
	if err != nil {
		return nil, err
	}
	loaded, dynamic := false, elf.ProgHeader{}
	for _, p := range headers {
		switch {
		case p.Type == elf.PT_LOAD && !loaded:
			loaded, m.bias = true, p.Off-p.Vaddr
		case p.Type == elf.PT_DYNAMIC:
			dynamic = p
		}
	}
	if !loaded || dynamic.Filesz == 0 {
		return nil, errors.New("vdso: no PT_LOAD or no PT_DYNAMIC")
	}
	size := uint64(2 * m.word)
	for off := dynamic.Off; off-dynamic.Off+size <= dynamic.Filesz; off += size {
		tag, ok := m.uword(off)
		value, ok2 := m.uword(off + uint64(m.word))
		if !ok || !ok2 {
			return nil, errShort
		}
		if tag == uint64(elf.DT_NULL) {
			break
		}
		m.tags[elf.DynTag(int32(tag))] = value
	}
	return m, nil
}

// programHeaders reads the table of them.
func (m *Image) programHeaders() (headers []elf.ProgHeader, err error) {
	var h struct{ phoff, phentsize, phnum uint64 }
	if m.word == 8 {
		var e elf.Header64
		if err := m.read(0, &e); err != nil {
			return nil, err
		}
		h.phoff, h.phentsize, h.phnum = e.Phoff, uint64(e.Phentsize), uint64(e.Phnum)
	} else {
		var e elf.Header32
		if err := m.read(0, &e); err != nil {
			return nil, err
		}
		h.phoff, h.phentsize, h.phnum = uint64(e.Phoff), uint64(e.Phentsize), uint64(e.Phnum)
	}
	machine, _ := m.u16(18) // e_machine
	m.wide = m.word == 8 && elf.Machine(machine) == elf.EM_S390
	for i := range h.phnum {
		off := h.phoff + i*h.phentsize
		if m.word == 8 {
			var p elf.Prog64
			err = m.read(off, &p)
			headers = append(headers, elf.ProgHeader{Type: elf.ProgType(p.Type), Off: p.Off, Vaddr: p.Vaddr, Filesz: p.Filesz, Memsz: p.Memsz})
		} else {
			var p elf.Prog32
			err = m.read(off, &p)
			headers = append(headers, elf.ProgHeader{Type: elf.ProgType(p.Type), Off: uint64(p.Off), Vaddr: uint64(p.Vaddr), Filesz: uint64(p.Filesz), Memsz: uint64(p.Memsz)})
		}
		if err != nil {
			return nil, err
		}
	}
	return headers, nil
}

// read decodes what is at an offset.
func (m *Image) read(off uint64, to any) error {
	b, ok := m.from(off)
	if !ok || len(b) < binary.Size(to) {
		return errShort
	}
	_, err := binary.Decode(b, m.order, to)
	return err
}

func (m *Image) from(off uint64) ([]byte, bool) {
	if off > uint64(len(m.bytes)) {
		return nil, false
	}
	return m.bytes[off:], true
}

// uword reads a word of the image's class, u16 and u32 what they say.
func (m *Image) uword(off uint64) (uint64, bool) {
	b, ok := m.from(off)
	switch {
	case !ok || len(b) < m.word:
		return 0, false
	case m.word == 8:
		return m.order.Uint64(b), true
	}
	return uint64(m.order.Uint32(b)), true
}

func (m *Image) u32(off uint64) (uint32, bool) {
	b, ok := m.from(off)
	if !ok || len(b) < 4 {
		return 0, false
	}
	return m.order.Uint32(b), true
}

func (m *Image) u16(off uint64) (uint16, bool) {
	b, ok := m.from(off)
	if !ok || len(b) < 2 {
		return 0, false
	}
	return m.order.Uint16(b), true
}

// table returns where the table of a dynamic tag is in the image.
func (m *Image) table(tag elf.DynTag) (off uint64, ok bool) {
	v, ok := m.tags[tag]
	return v + m.bias, ok
}

// text returns a string of the string table.
func (m *Image) text(at uint64) string {
	off, ok := m.table(elf.DT_STRTAB)
	b, in := m.from(off + at)
	if !ok || !in {
		return ""
	}
	s, _, _ := bytes.Cut(b, []byte{0})
	return string(s)
}

// missing is the error for a symbol that isn't there.
func missing(name, version string) error {
	return fmt.Errorf("vdso: no function %s of version %s", name, version)
}
