package rawsafe

import (
	"debug/elf"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unsafe"

	"rawthread/internal/auxv"
	"rawthread/internal/machine"
)

// live is the running program. What it knows of functions it has from
// runtime.FuncForPC; it reads memory only in the program's own segments.
type live struct {
	machine *machine.Arch
	text    segment   // executable
	data    []segment // all that were loaded
	dir     string

	// pcValues is the table of functions' values, nil if it was not found.
	pcValues func() []byte
}

// A segment is a loaded piece of the program's file.
type segment struct{ addr, size uint64 }

func (s segment) has(addr, size uint64) bool {
	return addr-s.addr < s.size && s.size-(addr-s.addr) >= size
}

// self is the running program.
var self = sync.OnceValues(func() (program, error) {
	aux, err := auxv.Read()
	if err != nil {
		return nil, fmt.Errorf("rawsafe: %w", err)
	}
	headers := aux.Headers()
	const wordSize = uint64(unsafe.Sizeof(uintptr(0)))
	base, err := aux.Base(wordSize, headers)
	if err != nil {
		return nil, fmt.Errorf("rawsafe: %w", err)
	}
	p := &live{machine: machine.Native()}
	here := uint64(entryOf(func() {}))
	for _, h := range headers {
		if h.Type != elf.PT_LOAD {
			continue
		}
		s := segment{uint64(base) + h.Vaddr, h.Filesz}
		p.data = append(p.data, s)
		if h.Flags&elf.PF_X != 0 && s.has(here, 1) {
			p.text = s
		}
	}
	if p.machine == nil || p.text.size == 0 {
		return nil, fmt.Errorf("rawsafe: this package's own code is not in a segment of the program on %s: it can't check functions of plugins and shared libraries", runtime.GOARCH)
	}
	f, ok := p.function(uint64(entryOf(runtime.GC)))
	if !ok || !strings.HasSuffix(f.file, "runtime/mgc.go") {
		return nil, fmt.Errorf("rawsafe: the program's table of functions has runtime.GC in file %q, not in runtime/mgc.go", f.file)
	}
	p.dir = strings.TrimSuffix(f.file, "mgc.go")
	p.pcValues = sync.OnceValue(p.findPcValues)
	return p, nil
})

func (p *live) arch() *machine.Arch { return p.machine }
func (p *live) runtimeDir() string  { return p.dir }

func (p *live) code(addr uint64) []byte {
	if !p.text.has(addr, 1) {
		return nil
	}
	n := min(p.text.size-(addr-p.text.addr), maxFunction)
	return unsafe.Slice((*byte)(pointer(addr)), n)
}

// maxFunction bounds what is taken for one function.
const maxFunction = 64 << 20

func (p *live) word(addr uint64) (uint64, bool) {
	for _, s := range p.data {
		if s.has(addr, uint64(p.machine.PtrSize)) {
			return uint64(*(*uintptr)(pointer(addr))), true
		}
	}
	return 0, false
}

func (p *live) function(pc uint64) (function, bool) {
	if !p.text.has(pc, 1) {
		return function{}, false
	}
	f := runtime.FuncForPC(uintptr(pc))
	if f == nil {
		return function{}, false
	}
	entry := uint64(f.Entry())
	// FuncForPC knows no ends: gallop, then bisect, for the first pc that has
	// another function, or none.
	in := func(pc uint64) bool {
		if !p.text.has(pc, 1) {
			return false
		}
		f := runtime.FuncForPC(uintptr(pc))
		return f != nil && uint64(f.Entry()) == entry
	}
	step := uint64(16)
	for in(pc + step) {
		step *= 2
	}
	lo, hi := pc, pc+step
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; in(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	fn := function{entry: entry, end: hi}
	// FuncForPC names the innermost function, at the entry too: ask where none
	// is inlined.
	at := entry
	for at < hi && inlined(at) {
		at++
	}
	if at < hi {
		f = runtime.FuncForPC(uintptr(at))
		fn.name = f.Name()
		fn.file, _ = f.FileLine(uintptr(at))
	}
	return fn, true
}

// inlined reports whether the function at pc is inlined into another there.
// FuncForPC makes a new record then, and returns the same one each time
// otherwise.
func inlined(pc uint64) bool {
	a, b := runtime.FuncForPC(uintptr(pc)), runtime.FuncForPC(uintptr(pc))
	return a != b
}

func (p *live) position(pc uint64) (string, Position) {
	f := runtime.FuncForPC(uintptr(pc))
	if f == nil {
		return "", Position{}
	}
	file, line := f.FileLine(uintptr(pc))
	return f.Name(), Position{file, line}
}

func (p *live) outside(f function, pc uint64) (Position, bool) {
	frames := runtime.CallersFrames([]uintptr{uintptr(pc) + 1}) // as if it were a return address
	for {
		frame, more := frames.Next()
		if frame.Function == f.name {
			return Position{frame.File, frame.Line}, true
		}
		if !more {
			return Position{}, false
		}
	}
}

// pointer turns an address of the program's file into a pointer.
func pointer(addr uint64) unsafe.Pointer {
	a := uintptr(addr)
	return *(*unsafe.Pointer)(unsafe.Pointer(&a))
}
