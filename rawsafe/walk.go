package rawsafe

import (
	"fmt"

	"rawthread/internal/machine"
)

// A walk reads all code that a function reaches, breadth first, so that the
// path to what it must not reach is a short one.
type walk struct {
	prog  program
	arch  *machine.Arch
	dir   string // of the runtime's files
	toc   uint64 // ppc64, in position-independent code
	named bool   // all targets of indirect calls were named
	known func(entry uint64) bool

	came map[uint64]edge // by entry: how the walk got there
	todo []uint64

	calls    map[uint64][]uint64 // by entry: the functions that it goes to, but for those that end the process
	indirect map[uint64]bool     // by entry: it goes to functions that were named, too
	ends     map[uint64]bool     // by entry: known not to return

	functions map[uint64]function // by address
}

// An edge is a transfer of control between functions.
type edge struct {
	from, pc uint64 // the function it is in, and where; 0 for the body itself
}

// An offence is what a walk found.
type offence struct {
	reason Reason
	pc     uint64 // the instruction
	from   uint64 // entry of the function that has it
	callee string // the function that it goes to, if that is the offence
	detail string
}

func newWalk(p program, named bool, known func(uint64) bool) *walk {
	return &walk{prog: p, arch: p.arch(), dir: p.runtimeDir(), named: named, known: known,
		came: map[uint64]edge{}, calls: map[uint64][]uint64{}, indirect: map[uint64]bool{}, ends: map[uint64]bool{}, functions: map[uint64]function{}}
}

// function is the program's, remembered: finding where one ends is slow.
func (w *walk) function(pc uint64) (function, bool) {
	if f, ok := w.functions[pc]; ok {
		return f, true
	}
	f, ok := w.prog.function(pc)
	if ok {
		w.functions[pc] = f
	}
	return f, ok
}

// run walks from the functions at entries on. It returns nil, or the first
// offence.
func (w *walk) run(entries []uint64) *offence {
	for _, e := range entries {
		f, ok := w.function(e)
		if !ok || f.entry != e {
			return &offence{reason: Foreign, pc: e, from: e, detail: fmt.Sprintf("nothing is known of the code at %#x", e)}
		}
		if o := w.enter(edge{0, e}, f, e); o != nil {
			return o
		}
	}
	for len(w.todo) > 0 {
		entry := w.todo[0]
		w.todo = w.todo[1:]
		f, ok := w.function(entry)
		if !ok {
			return &offence{reason: Foreign, pc: entry, from: entry}
		}
		if o := w.read(f); o != nil {
			return o
		}
	}
	return nil
}

// enter treats a transfer of control to the function f, at its address target.
// It returns nil where that is no offence; the function is then read, if it has
// to be.
func (w *walk) enter(e edge, f function, target uint64) *offence {
	bad := func(r Reason, detail string) *offence {
		return &offence{reason: r, pc: e.pc, from: e.from, callee: f.name, detail: detail}
	}
	if _, ok := cutPrefix(f.name, "runtime.retpoline"); ok {
		// With -spectre=ret indirect calls go by way of these.
		if !w.named {
			return &offence{reason: Indirect, pc: e.pc, from: e.from, detail: "by " + f.name}
		}
		w.indirect[e.from] = true
		return nil
	}
	switch t, r := w.treat(f); t {
	case refused:
		return bad(r, "")
	case aborts:
		return nil
	case trusted:
		w.calls[e.from] = append(w.calls[e.from], f.entry)
		return nil
	}
	if target != f.entry && target != f.entry+uint64(w.localEntry(f)) {
		return bad(Middle, fmt.Sprintf("%d bytes into it", target-f.entry))
	}
	if handWritten(f.file) && !w.vouched(f) && !w.arch.KeepsReturn(w.body(f), f.entry) {
		return bad(Assembly, "")
	}
	w.calls[e.from] = append(w.calls[e.from], f.entry)
	if _, ok := w.came[f.entry]; !ok && !w.known(f.entry) {
		w.came[f.entry] = e
		w.todo = append(w.todo, f.entry)
	}
	return nil
}

// treat says what to do at a function, and why it is refused if it is.
func (w *walk) treat(f function) (treatment, Reason) {
	runtime := len(f.name) > 8 && f.name[:8] == "runtime."
	if runtime || inRuntime(f.file, w.dir) || len(f.name) > 17 && f.name[:17] == "internal/runtime/" {
		// Functions of the runtime may have names of other packages.
		if r := runtimeTable.find(f.name); r != nil {
			return r.treatment, 0
		}
		return refused, runtimeReason(f.name)
	}
	if own, ok := cutPrefix(f.name, modulePath+"/"); ok {
		if r := ownTable.exact[own]; r != nil {
			return r.treatment, GoroutineOnly
		}
	}
	return entered, 0
}

// vouched reports whether assembly is known to return to its caller: the
// standard library's and x/sys's, which other Go code lives by too, and this
// module's.
func (w *walk) vouched(f function) bool {
	if own, ok := cutPrefix(f.name, modulePath+"/"); ok {
		return ownTable.find(own) != nil
	}
	if _, ok := cutPrefix(f.name, "golang.org/x/sys/"); ok {
		return true
	}
	return inStandard(f.file, w.dir)
}

// body returns the code of a function.
func (w *walk) body(f function) []byte {
	b := w.prog.code(f.entry)
	return b[:min(uint64(len(b)), f.end-f.entry)]
}

// localEntry is how far behind its entry a function of position-independent
// code of ppc64 is called from within the program.
func (w *walk) localEntry(f function) int { return w.arch.LocalEntry(w.prog.code(f.entry)) }

// tocOf remembers what position-independent code of ppc64 calls its TOC.
func (w *walk) tocOf(f function) {
	if w.toc == 0 {
		w.toc, _ = w.arch.TOC(w.prog.code(f.entry), f.entry)
	}
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return s, false
}
