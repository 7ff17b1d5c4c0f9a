package main

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// uncheckedBy reports whether a Config, as it is at pos, surely has Unchecked
// set.
func (s *found) uncheckedBy(config ast.Expr, v *env, pos token.Pos) bool {
	some, all := false, true
	s.program.configField(config, "Unchecked", v, pos, 0, func(e ast.Expr, v *env) {
		s.program.values(e, v, 0, func(e ast.Expr, _ *env) {
			some = true
			value := s.program.info.Types[e].Value
			all = all && e != nil && value != nil && value.Kind() == constant.Bool && constant.BoolVal(value)
		})
	})
	return some && all
}

// callsBy yields the functions that a Config, as it is at pos, has in Calls.
func (s *found) callsBy(config ast.Expr, v *env, pos token.Pos, yield func(ast.Expr)) {
	s.program.configField(config, "Calls", v, pos, 0, func(e ast.Expr, v *env) {
		if e != nil {
			s.program.elementsOf(e, v, 0, func(e ast.Expr, _ *env) { yield(e) })
		}
	})
}

// configField yields what a Config has in a field where the program is at pos:
// nil for the zero value, or if it isn't known.
func (p *program) configField(e ast.Expr, name string, v *env, pos token.Pos, depth int, yield sink) {
	if depth++; e == nil || depth > maxDepth {
		yield(nil, v)
		return
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		p.fieldByName(e, name, v, yield)
		return
	case *ast.UnaryExpr:
		p.configField(e.X, name, v, pos, depth, yield)
		return
	case *ast.StarExpr:
		p.configField(e.X, name, v, pos, depth, yield)
		return
	case *ast.Ident, *ast.SelectorExpr:
		o, ok := p.referent(e).(*types.Var)
		if ok && !o.IsField() && v.literalOf(o) == nil {
			p.configVariable(o, name, v, pos, depth, yield)
			return
		}
	}
	p.values(e, v, depth, func(x ast.Expr, v *env) {
		if lit, ok := x.(*ast.CompositeLit); ok {
			p.fieldByName(lit, name, v, yield)
		} else {
			yield(nil, v)
		}
	})
}

// fieldByName yields what a literal gives to a field.
func (p *program) fieldByName(lit *ast.CompositeLit, name string, v *env, yield sink) {
	s, ok := structOf(p.info.TypeOf(lit))
	for i := 0; ok && i < s.NumFields(); i++ {
		if s.Field(i).Name() == name {
			yield(p.fieldOf(lit, s.Field(i)), v)
			return
		}
	}
	yield(nil, v)
}

// configVariable is configField for a variable: what counts is the last
// assignment before pos, to it or to its field, that is surely made, and those
// behind that, which may be.
func (p *program) configVariable(o *types.Var, name string, v *env, pos token.Pos, depth int, yield sink) {
	writes := slices.Clone(p.writes[p.key(o)])
	for i := range writes {
		writes[i].whole = true
	}
	for _, byField := range p.fieldWrites(name) {
		if byField.base != nil && p.key(byField.base) == p.key(o) {
			writes = append(writes, byField)
		}
	}
	writes = slices.DeleteFunc(writes, func(w write) bool { return w.how == itself && w.pos >= pos && p.local(o) })
	slices.SortStableFunc(writes, func(a, b write) int { return cmp.Compare(b.pos, a.pos) })
	for _, w := range writes {
		switch {
		case !w.whole:
			yield(w.value, v)
		case w.value == nil:
			yield(nil, v)
		case w.how == element:
			p.elementsOf(w.value, v, depth, func(x ast.Expr, v *env) { p.configField(x, name, v, w.pos, depth, yield) })
		default:
			p.configField(w.value, name, v, w.pos, depth, yield)
		}
		if p.local(o) && w.block != nil && w.block.Pos() <= pos && pos <= w.block.End() {
			return
		}
	}
	par, ok := p.params[o]
	switch {
	case ok:
		p.arguments(par, v, func(arg ast.Expr, v *env) {
			p.configField(arg, name, v, v.call.Pos(), depth, yield)
		}, func() { yield(nil, v) })
	case len(writes) == 0:
		yield(nil, v)
	}
}

// local reports whether a variable is one of a function.
func (p *program) local(o *types.Var) bool { return o.Pkg() != nil && o.Parent() != o.Pkg().Scope() }

// fieldWrites are the assignments to the field of that name of Config.
func (p *program) fieldWrites(name string) []write {
	for _, f := range p.files {
		for _, pkg := range append(f.pkg.Types.Imports(), f.pkg.Types) {
			if pkg.Path() != kthreadPath {
				continue
			}
			if c := pkg.Scope().Lookup("Config"); c != nil {
				s, _ := structOf(c.Type())
				for i := 0; s != nil && i < s.NumFields(); i++ {
					if s.Field(i).Name() == name {
						return slices.DeleteFunc(slices.Clone(p.writes[p.key(s.Field(i))]), func(w write) bool { return w.lit != nil })
					}
				}
			}
		}
	}
	return nil
}
