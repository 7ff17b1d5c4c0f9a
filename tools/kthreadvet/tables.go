package main

import (
	"go/ast"
	"go/types"
)

// field follows the field f that the selector e names. What its struct is
// decided to be is put into the env, so that other fields are of the same one.
func (p *program) field(e *ast.SelectorExpr, f types.Object, v *env, depth int, yield sink) {
	var lits []*ast.CompositeLit
	all := true
	base := p.referent(e.X)
	if len(p.info.Selections[e].Index()) > 1 {
		all = false // of an embedded struct
	} else {
		p.values(e.X, v, depth, func(x ast.Expr, _ *env) {
			if lit, ok := x.(*ast.CompositeLit); ok {
				lits = append(lits, lit)
			} else if x != nil {
				all = false
			}
		})
	}
	found := false
	for _, lit := range lits {
		found = true
		inner := v
		if base != nil {
			inner = &env{up: v, obj: base, lit: lit}
		}
		p.values(p.fieldOf(lit, f), inner, depth, yield)
	}
	for _, w := range p.writes[p.key(f)] {
		inner := v
		switch {
		case w.lit != nil && all && len(lits) > 0:
			continue // it is another's
		case w.lit != nil && base != nil:
			inner = &env{up: v, obj: base, lit: w.lit}
		}
		found = true
		p.written(w, inner, depth, yield)
	}
	if !found {
		yield(e, v)
	}
}

// fieldOf returns what a literal of a struct gives to the field f, nil if nothing.
func (p *program) fieldOf(lit *ast.CompositeLit, f types.Object) ast.Expr {
	s, ok := structOf(p.info.TypeOf(lit))
	for i, e := range lit.Elts {
		if kv, isKeyed := e.(*ast.KeyValueExpr); isKeyed {
			if p.key(p.referent(kv.Key)) == p.key(f) {
				return kv.Value
			}
		} else if ok && i < s.NumFields() && p.key(s.Field(i)) == p.key(f) {
			return e
		}
	}
	return nil
}

// elementsOf follows all elements of a slice, an array or a map.
func (p *program) elementsOf(e ast.Expr, v *env, depth int, yield sink) {
	if depth++; depth > maxDepth {
		yield(e, v)
		return
	}
	if s, ok := ast.Unparen(e).(*ast.SliceExpr); ok {
		e = s.X
	}
	for _, x := range p.elements[p.key(p.referent(e))] {
		p.values(x, v, depth, yield)
	}
	p.values(e, v, depth, func(x ast.Expr, v *env) {
		switch x := x.(type) {
		case nil:
		case *ast.CompositeLit:
			for _, elt := range x.Elts {
				if kv, ok := elt.(*ast.KeyValueExpr); ok {
					elt = kv.Value
				}
				p.values(elt, v, depth, yield)
			}
		case *ast.SliceExpr:
			p.elementsOf(x.X, v, depth, yield)
		case *ast.CallExpr:
			p.elementsOfCall(x, v, depth, yield)
		case *ast.Ident:
			if x.Name != "nil" {
				yield(e, v)
			}
		default:
			yield(e, v)
		}
	})
}

// elementsOfCall follows what append and make return.
func (p *program) elementsOfCall(call *ast.CallExpr, v *env, depth int, yield sink) {
	b, _ := p.referent(call.Fun).(*types.Builtin)
	switch {
	case b == nil:
		yield(call, v)
	case b.Name() == "append":
		if id := p.referent(call.Args[0]); id == nil || !p.appendsToItself(call, id) {
			p.elementsOf(call.Args[0], v, depth, yield)
		}
		for i, a := range call.Args[1:] {
			if call.Ellipsis.IsValid() && i == len(call.Args)-2 {
				p.elementsOf(a, v, depth, yield)
			} else {
				p.values(a, v, depth, yield)
			}
		}
	case b.Name() != "make":
		yield(call, v)
	}
}

// appendsToItself reports whether call is the value of a write to o, which it
// appends to: list = append(list, x).
func (p *program) appendsToItself(call *ast.CallExpr, o types.Object) bool {
	for _, w := range p.writes[p.key(o)] {
		if ast.Unparen(orNil(w.value)) == ast.Expr(call) {
			return true
		}
	}
	return false
}
