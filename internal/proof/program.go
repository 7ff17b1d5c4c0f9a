package proof

import (
	"debug/elf"
	"debug/gosym"
	"errors"
	"fmt"
	"sort"
	"strings"

	"rawthread/internal/machine"
)

// A Program is an executable of any Linux architecture.
type Program struct {
	arch     *machine.Arch
	abi      *machine.ABI
	segments []segment
	funcs    []function // by address
	data     []symbol   // by address; none in stripped executables
}

// A segment is a loaded part of the file.
type segment struct {
	address  uint64
	bytes    []byte
	writable bool
	code     bool
}

type function struct {
	name       string
	entry, end uint64
	assembly   bool // its source is a .s file
}

func (f function) String() string { return f.name }

type symbol struct {
	name      string
	addr, end uint64
}

// Load reads a Go executable for an architecture. It has to be
// position-dependent, and may be stripped.
func Load(file *elf.File, goarch string) (*Program, error) {
	p := &Program{arch: machine.For(goarch)}
	if p.arch == nil {
		return nil, fmt.Errorf("proof: no decoder for %s", goarch)
	}
	p.abi = p.arch.ABI()
	if file.Type != elf.ET_EXEC {
		return nil, fmt.Errorf("proof: the executable is %v; want position-dependent code", file.Type)
	}
	for _, s := range file.Progs {
		if s.Type != elf.PT_LOAD {
			continue
		}
		b := make([]byte, s.Filesz)
		if _, err := s.ReadAt(b, 0); err != nil {
			return nil, fmt.Errorf("proof: segment at %#x: %w", s.Vaddr, err)
		}
		p.segments = append(p.segments, segment{s.Vaddr, b, s.Flags&elf.PF_W != 0, s.Flags&elf.PF_X != 0})
	}
	if err := p.readFunctions(file); err != nil {
		return nil, err
	}
	p.readData(file)
	return p, nil
}

// readFunctions takes the functions from the table that the Go runtime has too.
func (p *Program) readFunctions(file *elf.File) error {
	section := file.Section(".gopclntab")
	if section == nil {
		return errors.New("proof: no .gopclntab: not a Go executable")
	}
	lines, err := section.Data()
	if err != nil {
		return fmt.Errorf("proof: .gopclntab: %w", err)
	}
	start, err := textStart(file, p.arch)
	if err != nil {
		return err
	}
	table, err := gosym.NewTable(nil, gosym.NewLineTable(lines, start))
	if err != nil {
		return fmt.Errorf("proof: .gopclntab: %w", err)
	}
	for _, f := range table.Funcs {
		file, _, _ := table.PCToLine(f.Entry)
		p.funcs = append(p.funcs, function{f.Name, f.Entry, f.End, strings.HasSuffix(file, ".s")})
	}
	sort.Slice(p.funcs, func(i, j int) bool { return p.funcs[i].entry < p.funcs[j].entry })
	return nil
}

// textStart returns the address of Go's code, which the table counts from. C's
// may stand before it in .text.
func textStart(file *elf.File, arch *machine.Arch) (uint64, error) {
	const text = 22 // word of runtime.moduledata, which has a section of its own
	if s := file.Section(".go.module"); s != nil {
		if b, err := s.Data(); err == nil && len(b) >= (text+1)*arch.PtrSize {
			if arch.PtrSize == 4 {
				return uint64(arch.Order.Uint32(b[4*text:])), nil
			}
			return arch.Order.Uint64(b[8*text:]), nil
		}
	}
	return 0, errors.New("proof: no .go.module: not built by Go 1.26")
}

func (p *Program) readData(file *elf.File) {
	symbols, _ := file.Symbols() // none is no error
	for _, s := range symbols {
		if elf.ST_TYPE(s.Info) == elf.STT_OBJECT && s.Size > 0 {
			p.data = append(p.data, symbol{s.Name, s.Value, s.Value + s.Size})
		}
	}
	sort.Slice(p.data, func(i, j int) bool { return p.data[i].addr < p.data[j].addr })
}

// find returns the function that an address is in.
func (p *Program) find(pc uint64) (function, bool) {
	i := sort.Search(len(p.funcs), func(i int) bool { return p.funcs[i].entry > pc }) - 1
	if i < 0 || pc >= p.funcs[i].end {
		return function{}, false
	}
	return p.funcs[i], true
}

// assembly returns the function of that name whose source is assembly.
func (p *Program) assembly(name string) (function, error) {
	for _, f := range p.funcs {
		if f.name == name && f.assembly {
			return f, nil
		}
	}
	return function{}, fmt.Errorf("proof: no assembly function %s in the executable", name)
}

// name returns what an address belongs to, "" if that is not known.
func (p *Program) name(address uint64) string {
	if f, ok := p.find(address); ok {
		return f.name
	}
	i := sort.Search(len(p.data), func(i int) bool { return p.data[i].addr > address }) - 1
	if i < 0 || address >= p.data[i].end {
		return ""
	}
	return p.data[i].name
}

// variable returns the address of a package variable; 0 if stripped.
func (p *Program) variable(name string) uint64 {
	for _, s := range p.data {
		if s.name == name {
			return s.addr
		}
	}
	return 0
}

// code returns the memory from an address on, if it is code.
func (p *Program) code(address uint64) []byte {
	for _, s := range p.segments {
		if s.code && address >= s.address && address-s.address < uint64(len(s.bytes)) {
			return s.bytes[address-s.address:]
		}
	}
	return nil
}

// constant returns the word at an address, if nothing can change it.
func (p *Program) constant(address uint64, size uint8) (int64, bool) {
	for _, s := range p.segments {
		if s.writable || address < s.address || address-s.address+uint64(size) > uint64(len(s.bytes)) {
			continue
		}
		b := s.bytes[address-s.address:]
		switch size {
		case 4:
			return int64(int32(p.arch.Order.Uint32(b))), true
		case 8:
			return int64(p.arch.Order.Uint64(b)), true
		}
	}
	return 0, false
}
