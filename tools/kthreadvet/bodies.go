package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A target is a function whose machine code is looked for: a literal, or one
// that has a name.
type target struct {
	lit   *ast.FuncLit
	fn    *types.Func
	place place // where it is named, or the literal stands
	pos   token.Position
	at    token.Position // where it is named
}

// A body is a function that a raw thread is to run.
type body struct {
	target
	id    string
	named bool     // Config.Calls was given:
	calls []target // these
}

// A role says which arguments of a spawning function are the Config and the
// body; -1: it has none.
type role struct{ config, body int }

// spawners are the functions and methods of package kthread that take a body, by
// their full names.
var spawners = map[string]role{
	kthreadPath + ".Go": {-1, 0}, kthreadPath + ".Spawn": {0, 1}, kthreadPath + ".Prepare": {0, 1}, kthreadPath + ".SpawnN": {0, 2},
	pool + "Go": {-1, 0}, pool + "TryGo": {-1, 0}, pool + "GoTimeout": {-1, 1}, pool + "GoContext": {-1, 1}, pool + "Prepare": {0, 1},
}

const pool = "(*" + kthreadPath + ".Pool)."

// found is what was found in a program.
type found struct {
	program   *program
	bodies    []*body
	seen      map[string]bool
	unchecked map[token.Position]bool // by where the body is
	marked    map[token.Position]bool
	notes     []note
	marks     map[lineOf]bool
}

// A note tells what could not be followed or found.
type note struct {
	pos  token.Position
	text string
}

// find finds all bodies of a program.
func find(p *program) *found {
	s := &found{program: p, seen: map[string]bool{}, unchecked: map[token.Position]bool{}, marked: map[token.Position]bool{}, marks: p.marks()}
	for k, r := range s.spawningKeys() {
		for _, call := range p.calls[k] {
			if !p.ofKthread(p.within[call]) && r.body < len(call.Args) {
				s.site(call, r)
			}
		}
	}
	return s
}

// ofKthread reports whether a place is in one of the spawning functions, which
// call each other.
func (p *program) ofKthread(at place) bool {
	d, ok := at.decl.(*ast.FuncDecl)
	if !ok || d.Recv != nil || at.file.pkg.PkgPath != kthreadPath {
		return false
	}
	_, ok = spawners[kthreadPath+"."+d.Name.Name]
	return ok
}

// spawningKeys are the keys of the spawning functions, and of variables and
// fields that they are assigned to.
func (s *found) spawningKeys() map[any]role {
	p := s.program
	keys := map[any]role{}
	for name, r := range spawners {
		keys[name] = r
	}
	assigned := map[ast.Expr]bool{}
	for changed := true; changed; {
		changed = false
		for k, writes := range p.writes {
			for _, w := range writes {
				r, ok := keys[p.key(p.referent(orNil(w.value)))]
				if !ok || w.how != itself {
					continue
				}
				assigned[ast.Unparen(w.value)] = true
				if _, known := keys[k]; !known {
					keys[k], changed = r, true
				}
			}
		}
	}
	for name := range spawners {
		for _, e := range p.mentions[name] {
			if !assigned[e] {
				s.note(e, "%s is used as a value; what it is called with then isn't seen", strings.Replace(name, kthreadPath, "kthread", 1))
			}
		}
	}
	return keys
}

// site follows the body of one call.
func (s *found) site(call *ast.CallExpr, r role) {
	var config ast.Expr
	if r.config >= 0 {
		config = call.Args[r.config]
	}
	s.program.values(call.Args[r.body], nil, 0, func(e ast.Expr, v *env) {
		t, why := s.target(e)
		switch {
		case s.isMarked(call, t, v):
			s.marked[t.pos] = true
		case why != "":
			s.note(call, "the body could not be followed: %s", why)
		case t.lit == nil && t.fn == nil: // nil, which Spawn refuses
		case s.uncheckedBy(config, v, call.Pos()):
			s.unchecked[t.pos] = true
		default:
			s.add(call, t, config, v)
		}
	})
}

// add adds a body, with the functions that its Config names.
func (s *found) add(call *ast.CallExpr, t target, config ast.Expr, v *env) {
	b := &body{target: t}
	id := s.program.name(t)
	s.callsBy(config, v, call.Pos(), func(e ast.Expr) {
		b.named = true
		f, why := s.target(e)
		if why != "" {
			s.note(call, "a function in Config.Calls could not be followed: %s", why)
		}
		if f.lit != nil || f.fn != nil {
			b.calls = append(b.calls, f)
			id += " " + s.program.name(f)
		}
	})
	if !s.seen[id] {
		s.seen[id], b.id = true, id
		s.bodies = append(s.bodies, b)
	}
}

// name identifies a target, by its place too: it is looked for in the program
// of that package.
func (p *program) name(t target) string {
	if t.lit != nil {
		return t.pos.String()
	}
	return t.place.file.pkg.PkgPath + " " + t.fn.FullName()
}

// target tells which function an expression that was followed is. The target is
// empty if that is nil; why says so if it is not known.
func (s *found) target(e ast.Expr) (t target, why string) {
	p := s.program
	if e == nil {
		return target{}, ""
	}
	if lit, ok := e.(*ast.FuncLit); ok {
		return target{lit: lit, place: p.within[lit], pos: p.fset.Position(lit.Pos())}, ""
	}
	switch o := p.referent(e).(type) {
	case *types.Nil:
		return target{}, ""
	case *types.Func:
		t = target{fn: o, place: p.within[withoutIndex(e)], pos: p.fset.Position(o.Pos()), at: p.fset.Position(e.Pos())}
		if t.place.decl == nil {
			return target{}, "the use of " + o.Name() + " is not known" // not reached
		}
		if recv := o.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
			return target{}, fmt.Sprintf("%s is a method of an interface", o.Name())
		}
		return t, ""
	case *types.Var:
		return target{}, fmt.Sprintf("what %s is was not found in the packages named", o.Name())
	}
	if call, ok := e.(*ast.CallExpr); ok {
		if o := p.referent(call.Fun); o != nil {
			return target{}, fmt.Sprintf("what %s returns was not found in the packages named", o.Name())
		}
	}
	if t := p.info.TypeOf(e); t != nil {
		if _, ok := t.Underlying().(*types.Signature); !ok {
			return target{}, "its value is a " + t.String()
		}
	}
	return target{}, "it is computed"
}

// withoutIndex strips the type arguments of a generic function's instance.
func withoutIndex(e ast.Expr) ast.Expr {
	switch x := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		return withoutIndex(x.X)
	case *ast.IndexListExpr:
		return withoutIndex(x.X)
	default:
		return x
	}
}

func (s *found) note(at ast.Node, format string, args ...any) {
	s.notes = append(s.notes, note{s.program.fset.Position(at.Pos()), fmt.Sprintf(format, args...)})
}

// owner is the package in whose program the target is looked for.
func (t target) owner() *packages.Package { return t.place.file.pkg }
