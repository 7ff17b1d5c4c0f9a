package main

import (
	"cmp"
	"go/types"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rawthread/rawsafe"
)

// A binary is a program that was built, with its functions by name and, the
// closures, by where they stand in the source.
type binary struct {
	*rawsafe.File
	named    map[string][]uint64
	closures map[lineOf][]closure
}

// A closure is a func literal's code. Inlining makes several of one literal.
type closure struct {
	entry  uint64
	parent string // the name of what it stands in
	depth  int    // of literals
	number int    // among those of the same parent, as they stand in the source
}

func openBinary(name string) (*binary, error) {
	f, err := rawsafe.OpenFile(name)
	if err != nil {
		return nil, err
	}
	b := &binary{f, map[string][]uint64{}, map[lineOf][]closure{}}
	for fn := range f.Functions {
		name := withoutTypes(fn.Name)
		b.named[name] = append(b.named[name], fn.Entry)
		if c, ok := parseClosure(name); ok {
			c.entry = fn.Entry
			l := lineOf{fn.At.File, fn.At.Line}
			b.closures[l] = append(b.closures[l], c)
		}
	}
	return b, nil
}

// withoutTypes leaves the type arguments out of a function's name.
func withoutTypes(name string) string {
	from, to := strings.IndexByte(name, '['), strings.LastIndexByte(name, ']')
	if from < 0 || to < from {
		return name
	}
	return name[:from] + "[...]" + name[to+1:]
}

// closureName is what closures are called: F.func1, the ones in it F.func1.2,
// and those in the body of a range over a function F-range1.func2.
var closureName = regexp.MustCompile(`^(?:func)?(\d+)$`)

// parseClosure takes a closure's name apart.
func parseClosure(name string) (closure, bool) {
	var c closure
	parts := strings.Split(name, ".")
	m := closureName.FindStringSubmatch(parts[len(parts)-1])
	if m == nil || len(parts) < 2 {
		return c, false
	}
	c.parent = strings.Join(parts[:len(parts)-1], ".")
	c.number, _ = strconv.Atoi(m[1])
	for i := len(parts) - 1; i > 0; i-- {
		part, _, _ := strings.Cut(parts[i], "-range")
		if !closureName.MatchString(part) {
			break
		}
		c.depth++
	}
	return c, true
}

// entries are the addresses at which a target's code begins.
func (b *binary) entries(p *program, t target) []uint64 {
	if t.lit != nil {
		return b.literal(p, t)
	}
	var all []uint64
	for _, name := range symbols(t.fn) {
		all = append(all, b.named[name]...)
	}
	if len(all) > 0 {
		return all
	}
	for _, name := range symbols(t.fn) {
		all = append(all, b.named[name+"-fm"]...) // a method value's wrapper, with the method in it
	}
	// An instance of a generic function may be inlined into a closure that the
	// compiler makes where it is named.
	if at := (lineOf{t.at.Filename, t.at.Line}); len(all) == 0 && generic(t.fn) && len(p.literals[at]) == 0 {
		for _, c := range b.closures[at] {
			all = append(all, c.entry)
		}
	}
	return all
}

// generic reports whether a function has type parameters, or its receiver.
func generic(f *types.Func) bool {
	f = f.Origin()
	return f.Signature().TypeParams() != nil || f.Signature().RecvTypeParams() != nil
}

// literal finds the code of a func literal. Where several literals begin in one
// line, they are told apart by their depth and order, if all are there.
func (b *binary) literal(p *program, t target) []uint64 {
	at := lineOf{t.pos.Filename, t.pos.Line}
	depth, index, siblings := len(t.place.outer), 0, 0
	for _, l := range p.literals[at] {
		outer := p.within[l].outer
		if len(outer) != depth || depth > 0 && outer[depth-1] != t.place.outer[depth-1] {
			continue
		}
		if siblings++; l.Pos() < t.lit.Pos() {
			index++
		}
	}
	parents := map[string][]closure{}
	for _, c := range b.closures[at] {
		if len(p.literals[at]) == 1 || c.depth == depth+1 {
			parents[c.parent] = append(parents[c.parent], c)
		}
	}
	var all []uint64
	for _, closures := range parents {
		slices.SortFunc(closures, func(a, b closure) int { return cmp.Compare(a.number, b.number) })
		for i, c := range closures {
			if len(closures) != siblings || i == index {
				all = append(all, c.entry)
			}
		}
	}
	slices.Sort(all)
	return all
}

// symbols are the names that a function can have in a program.
func symbols(f *types.Func) []string {
	f = f.Origin()
	name, sig := f.Name(), f.Signature()
	if sig.TypeParams() != nil {
		name += "[...]"
	}
	if recv := sig.Recv(); recv != nil {
		t, pointer := recv.Type(), false
		if p, ok := t.(*types.Pointer); ok {
			t, pointer = p.Elem(), true
		}
		of := "?"
		if n, ok := t.(*types.Named); ok {
			if of = n.Obj().Name(); n.TypeArgs().Len() > 0 || n.TypeParams().Len() > 0 {
				of += "[...]"
			}
		}
		if pointer {
			of = "(*" + of + ")"
		}
		name = of + "." + name
	}
	paths := []string{escape(f.Pkg().Path())}
	if f.Pkg().Name() == "main" {
		paths = append(paths, "main")
	}
	var all []string
	for _, p := range paths {
		all = append(all, p+"."+name)
	}
	return all
}

// escape is how the compiler writes an import path in names: without dots behind
// the last slash.
func escape(path string) string {
	i := strings.LastIndexByte(path, '/') + 1
	return path[:i] + strings.ReplaceAll(path[i:], ".", "%2e")
}
