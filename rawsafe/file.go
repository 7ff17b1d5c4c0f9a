package rawsafe

import (
	"debug/elf"
	"debug/gosym"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"rawthread/internal/machine"
)

// A File is a Go program in an ELF file, of any Linux architecture, whose
// functions can be checked without running it: by tools, before deployment.
// Its methods may be called by one goroutine at a time.
type File struct {
	machine   *machine.Arch
	functions []function        // by entry
	linked    map[uint64]string // their full names, by entry
	lines     *gosym.Table
	inlining  *inlining
	loaded    []loaded
	moved     map[uint64]uint64 // relative relocations, by address
	dir       string
}

// loaded is the content of a loaded segment.
type loaded struct {
	addr       uint64
	bytes      []byte
	executable bool
}

// OpenFile reads a program. It may be stripped, but must be built by Go's
// toolchain. The error names what is missing.
func OpenFile(name string) (*File, error) {
	e, err := elf.Open(name)
	if err != nil {
		return nil, fmt.Errorf("rawsafe: opening a program: %w", err)
	}
	defer e.Close()
	f := &File{machine: machine.For(goarch(e)), moved: map[uint64]uint64{}, linked: map[uint64]string{}}
	if f.machine == nil {
		return nil, fmt.Errorf("rawsafe: %s: no architecture of Go's on Linux: %v", name, e.Machine)
	}
	for _, p := range e.Progs {
		if p.Type != elf.PT_LOAD {
			continue
		}
		b := make([]byte, p.Filesz)
		if _, err := p.ReadAt(b, 0); err != nil {
			return nil, fmt.Errorf("rawsafe: %s: %w", name, err)
		}
		f.loaded = append(f.loaded, loaded{p.Vaddr, b, p.Flags&elf.PF_X != 0})
	}
	if err := f.readFunctions(e); err != nil {
		return nil, fmt.Errorf("rawsafe: %s: %w", name, err)
	}
	f.readRelocations(e)
	if !f.fits() {
		return nil, fmt.Errorf("rawsafe: %s: its table of functions does not fit its code: a C linker made it (-linkmode=external) and it has no symbols (-s); build it with them", name)
	}
	return f, nil
}

// Arch returns the GOARCH that the program was built for.
func (f *File) Arch() string { return f.machine.Name }

// readFunctions reads the table by which runtime.FuncForPC finds functions.
func (f *File) readFunctions(e *elf.File) error {
	text := e.Section(".text")
	table := e.Section(".gopclntab")
	if table == nil {
		table = e.Section(".data.rel.ro.gopclntab")
	}
	if text == nil || table == nil {
		return errors.New("no .text and .gopclntab sections: not built by Go")
	}
	b, err := table.Data()
	if err != nil {
		return err
	}
	// Go's code need not begin where .text does: C's can stand before it.
	start := text.Addr
	var trees []byte
	if symbols, err := e.Symbols(); err == nil {
		for _, s := range symbols {
			switch s.Name {
			case "runtime.text":
				start = s.Value
			case "go:func.*":
				trees = f.bytes(s.Value, false)
			}
		}
	}
	f.inlining = readInlining(e, f.machine.PtrSize, b, start, trees)
	if f.lines, err = gosym.NewTable(nil, gosym.NewLineTable(b, start)); err != nil {
		return err
	}
	for i := range f.lines.Funcs {
		fn := &f.lines.Funcs[i]
		f.functions = append(f.functions, function{fn.Entry, fn.End, shortName(fn.Name), f.ownFile(fn)})
		f.linked[fn.Entry] = fn.Name
	}
	slices.SortFunc(f.functions, func(a, b function) int { return int(int64(a.entry - b.entry)) })
	for i := range f.functions {
		if i+1 < len(f.functions) {
			f.functions[i].end = f.functions[i+1].entry
		}
		if fn := &f.functions[i]; fn.name == "runtime.main" {
			f.dir = strings.TrimSuffix(fn.file, "proc.go")
		}
	}
	if !strings.HasSuffix(f.dir, "runtime/") {
		return errors.New("runtime.main is not among its functions, or not from runtime/proc.go")
	}
	return nil
}

// ownFile returns the file of the first instruction that is not inlined.
func (f *File) ownFile(fn *gosym.Func) string {
	for pc := fn.Entry; pc < fn.End; pc += f.inlining.quantum {
		if _, inlined := f.inlining.inlined(fn.Entry, pc); !inlined {
			file, _, _ := f.lines.PCToLine(pc)
			return file
		}
	}
	file, _, _ := f.lines.PCToLine(fn.Entry)
	return file
}

// readRelocations reads what the loader adds the load address to in
// position-independent programs, all of which are 64-bit ones with addends.
func (f *File) readRelocations(e *elf.File) {
	if e.Class != elf.ELFCLASS64 {
		return
	}
	for _, s := range e.Sections {
		if s.Type != elf.SHT_RELA {
			continue
		}
		b, err := s.Data()
		if err != nil {
			continue
		}
		for ; len(b) >= 24; b = b[24:] {
			if e.ByteOrder.Uint64(b[8:])>>32 == 0 { // no symbol
				f.moved[e.ByteOrder.Uint64(b)] = e.ByteOrder.Uint64(b[16:])
			}
		}
	}
}

// shortName is what stack traces make of the name of a generic function.
func shortName(name string) string {
	from, to := strings.IndexByte(name, '['), strings.LastIndexByte(name, ']')
	if from < 0 || to < from {
		return name
	}
	return name[:from] + "[...]" + name[to+1:]
}

// CheckFunction is [Check] for the function of that name, as the linker or a
// stack trace has it.
func (f *File) CheckFunction(name string, also ...string) error {
	var entries []uint64
	for _, n := range append([]string{name}, also...) {
		i := slices.IndexFunc(f.functions, func(fn function) bool { return fn.name == n || f.linked[fn.entry] == n })
		if i < 0 {
			return fmt.Errorf("rawsafe: the program has no function %s: it may be inlined, or left out as unused", n)
		}
		entries = append(entries, f.functions[i].entry)
	}
	return f.CheckEntries(entries...)
}

// CheckEntries is [Check] for the function whose code begins at the first of
// the addresses; the others are what indirect calls can reach.
func (f *File) CheckEntries(entries ...uint64) error {
	if v, _ := check(f, entries, len(entries) > 1, nil); v != nil {
		return v
	}
	return nil
}

// A Function is one that a [File] has.
type Function struct {
	Name  string   // as the linker has it, with type arguments
	Entry uint64   // address of its code
	At    Position // of the word func, as far as known
}

// Functions are the program's, by address: those that the compiler and the
// linker left in it.
func (f *File) Functions(yield func(Function) bool) {
	for _, fn := range f.functions {
		_, at := f.position(fn.entry)
		if line, ok := f.inlining.startLine(fn.entry); ok {
			at = Position{fn.file, line}
		}
		if !yield(Function{f.linked[fn.entry], fn.entry, at}) {
			return
		}
	}
}

func (f *File) frame(fn function) (int, bool) { return f.inlining.frame(fn.entry) }

func (f *File) arch() *machine.Arch { return f.machine }
func (f *File) runtimeDir() string  { return f.dir }

func (f *File) function(pc uint64) (function, bool) {
	i := sort.Search(len(f.functions), func(i int) bool { return f.functions[i].entry > pc })
	if i == 0 || pc >= f.functions[i-1].end {
		return function{}, false
	}
	return f.functions[i-1], true
}

// bytes returns what is loaded at addr, to the end of the segment.
func (f *File) bytes(addr uint64, executable bool) []byte {
	for _, l := range f.loaded {
		if addr-l.addr < uint64(len(l.bytes)) && (l.executable || !executable) {
			return l.bytes[addr-l.addr:]
		}
	}
	return nil
}

func (f *File) code(addr uint64) []byte { return f.bytes(addr, true) }

func (f *File) word(addr uint64) (uint64, bool) {
	if v, ok := f.moved[addr]; ok {
		return v, true
	}
	b := f.bytes(addr, false)
	switch {
	case len(b) < f.machine.PtrSize:
		return 0, false
	case f.machine.PtrSize == 4:
		return uint64(f.machine.Order.Uint32(b)), true
	}
	return f.machine.Order.Uint64(b), true
}

// position names, in a program that is stripped, the function that has pc, even
// where another is inlined.
func (f *File) position(pc uint64) (string, Position) {
	file, line, fn := f.lines.PCToLine(pc)
	if fn == nil {
		return "", Position{}
	}
	name := shortName(fn.Name)
	if inner, ok := f.inlining.innermost(fn.Entry, pc); ok {
		name = inner
	}
	return shortName(name), Position{file, line}
}

func (f *File) outside(fn function, pc uint64) (Position, bool) {
	pc, ok := f.inlining.outside(fn.entry, pc)
	file, line, _ := f.lines.PCToLine(pc)
	return Position{file, line}, ok
}

// goarch returns the GOARCH of a file, "" if there is none.
func goarch(e *elf.File) string {
	little := e.ByteOrder == binary.ByteOrder(binary.LittleEndian)
	of := func(name string) string {
		if little {
			return name + "le"
		}
		return name
	}
	switch e.Machine {
	case elf.EM_386:
		return "386"
	case elf.EM_X86_64:
		return "amd64"
	case elf.EM_ARM:
		return "arm"
	case elf.EM_AARCH64:
		return "arm64"
	case elf.EM_LOONGARCH:
		return "loong64"
	case elf.EM_MIPS:
		if e.Class == elf.ELFCLASS64 {
			return of("mips64")
		}
		return of("mips")
	case elf.EM_PPC64:
		return of("ppc64")
	case elf.EM_RISCV:
		return "riscv64"
	case elf.EM_S390:
		return "s390x"
	}
	return ""
}
