package model

import (
	"fmt"
	"unsafe"
)

// A span is plain memory that a thread uses between two of its steps.
type span struct {
	p     unsafe.Pointer
	n     uintptr
	write bool
}

// Reads says that the calling thread is about to read n bytes of plain memory.
func Reads(p unsafe.Pointer, n uintptr) {
	if th := current; th != nil {
		th.uses(span{p, n, false})
		scrub()
	}
}

// Writes says that the calling thread is about to write n bytes of plain memory.
func Writes(p unsafe.Pointer, n uintptr) {
	if th := current; th != nil {
		th.uses(span{p, n, true})
		scrub()
	}
}

// uses notes a plain access, and looks for a race. Two threads race when both
// can be at conflicting accesses at once, with no step of either in between:
// so an access lasts, as it were, from the step before it to the step after
// it. If any sequentially consistent execution has a race by happens-before,
// there is one in which the two stand side by side so, and as all are explored,
// vector clocks are not needed.
func (th *thread) uses(s span) {
	m := th.run
	known := false
	for i := range m.plain {
		known = known || m.plain[i].p == s.p && m.plain[i].n == s.n
	}
	if !known {
		id := m.idOf(s.p)
		if id == 0 {
			m.unnamed("plain variable", th)
			return
		}
		m.plain = append(m.plain, wordRef{p: s.p, n: s.n, id: id})
	}
	th.marks = append(th.marks, s)
	if m.cfg.NoRaces {
		return
	}
	for _, other := range m.threads {
		if other == th {
			continue
		}
		for _, o := range other.marks {
			if (o.write || s.write) && uintptr(o.p) < uintptr(s.p)+s.n && uintptr(s.p) < uintptr(o.p)+o.n {
				panic(&Failure{Kind: "race", Text: fmt.Sprintf("%s %s %s while %s %s it: nothing orders the two",
					th.name, verb(s.write), m.nameOf(s.p), other.name, verb(o.write))})
			}
		}
	}
}

func verb(write bool) string {
	if write {
		return "writes"
	}
	return "reads"
}

// A Var is plain memory in a model: a counter in a critical section, a slot of
// a ring. T has no pointers.
type Var[T any] struct{ v T }

// Get reads it.
func (v *Var[T]) Get() T {
	Reads(unsafe.Pointer(&v.v), unsafe.Sizeof(v.v))
	return v.v
}

// Set writes it.
func (v *Var[T]) Set(x T) {
	Writes(unsafe.Pointer(&v.v), unsafe.Sizeof(v.v))
	v.v = x
}
