package vdso

import (
	"debug/elf"
	"encoding/binary"
)

// maxSymbols is more than any vDSO has.
const maxSymbols = 1 << 12

// A symbol is an entry of the table of dynamic symbols.
type symbol struct {
	name, section, value uint64
	info                 byte
}

// Lookup returns where the function of that name and version is, as an offset
// into the image. Kernels take out the name of what a machine's timer can't do.
func (m *Image) Lookup(name, version string) (offset uint64, err error) {
	index, versioned := m.version(version)
	n, err := m.symbolCount()
	if err != nil {
		return 0, err
	}
	versions, _ := m.table(elf.DT_VERSYM)
	for i := range n {
		s, err := m.symbol(i)
		if err != nil {
			return 0, err
		}
		// On ppc64 functions have no type.
		kind, bind := elf.ST_TYPE(s.info), elf.ST_BIND(s.info)
		if kind != elf.STT_FUNC && kind != elf.STT_NOTYPE || bind != elf.STB_GLOBAL && bind != elf.STB_WEAK || s.section == uint64(elf.SHN_UNDEF) {
			continue
		}
		if m.text(s.name) != name {
			continue
		}
		if v, ok := m.u16(versions + 2*i); versioned && (!ok || v&0x7fff != index) {
			continue
		}
		off := s.value + m.bias
		if off >= uint64(len(m.bytes)) {
			return 0, errShort
		}
		return off, nil
	}
	return 0, missing(name, version)
}

// symbol reads the symbol of that index.
func (m *Image) symbol(i uint64) (s symbol, err error) {
	off, ok := m.table(elf.DT_SYMTAB)
	if !ok {
		return s, errShort
	}
	if m.word == 8 {
		var e elf.Sym64
		err = m.read(off+i*uint64(binary.Size(e)), &e)
		return symbol{uint64(e.Name), uint64(e.Shndx), e.Value, e.Info}, err
	}
	var e elf.Sym32
	err = m.read(off+i*uint64(binary.Size(e)), &e)
	return symbol{uint64(e.Name), uint64(e.Shndx), uint64(e.Value), e.Info}, err
}

// symbolCount returns how many symbols there are: DT_HASH says it, in words of
// 8 bytes on s390x; with DT_GNU_HASH alone it is the end of the last chain.
func (m *Image) symbolCount() (uint64, error) {
	if off, ok := m.table(elf.DT_GNU_HASH); ok {
		return m.gnuCount(off)
	}
	off, ok := m.table(elf.DT_HASH)
	n, in := m.u32(off + 4)
	if m.wide {
		n, in = m.u32(off + 12) // the low half: s390x is big-endian
	}
	if !ok || !in {
		return 0, errShort
	}
	return min(uint64(n), maxSymbols), nil
}

// gnuCount reads the hash table at an offset: four words, the bloom filter, the
// buckets, and a chain word for each symbol from the first one hashed on, whose
// lowest bit ends a chain.
func (m *Image) gnuCount(off uint64) (uint64, error) {
	var head [4]uint32
	if err := m.read(off, &head); err != nil {
		return 0, err
	}
	buckets, first := uint64(head[0]), uint64(head[1])
	at := off + 16 + uint64(head[2])*uint64(m.word)
	last := uint64(0)
	for i := range min(buckets, maxSymbols) {
		b, ok := m.u32(at + 4*i)
		if !ok {
			return 0, errShort
		}
		last = max(last, uint64(b))
	}
	if last < first {
		return first, nil
	}
	for chains := at + 4*buckets; last < maxSymbols; last++ {
		c, ok := m.u32(chains + 4*(last-first))
		if !ok {
			return 0, errShort
		}
		if c&1 != 0 {
			break
		}
	}
	return last + 1, nil
}

// version returns the index of a version's definition; false if the image has
// no versions, 0 if not that one.
func (m *Image) version(name string) (index uint16, versioned bool) {
	off, ok := m.table(elf.DT_VERDEF)
	if _, has := m.tags[elf.DT_VERSYM]; !ok || !has {
		return 0, false
	}
	for range maxSymbols {
		var d struct {
			Version, Flags, Index, Count uint16
			Hash, Aux, Next              uint32
		}
		if m.read(off, &d) != nil {
			break
		}
		text, _ := m.u32(off + uint64(d.Aux))
		const base = 1 // the definition that names the file itself
		if d.Flags&base == 0 && m.text(uint64(text)) == name {
			return d.Index & 0x7fff, true
		}
		if d.Next == 0 {
			break
		}
		off += uint64(d.Next)
	}
	return 0, true
}
