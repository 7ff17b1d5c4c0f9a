package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// An env is what the search for a value has decided on its way: which call a
// function was called by, and which element of a table a variable is. What else
// is looked up in the same env is then what belongs together with the value.
type env struct {
	up   *env
	fn   ast.Node      // *ast.FuncDecl or *ast.FuncLit, called by
	call *ast.CallExpr // this
	obj  types.Object  // a variable that is
	lit  *ast.CompositeLit
}

// callOf returns the call by which the search came into fn.
func (e *env) callOf(fn ast.Node) *ast.CallExpr {
	for ; e != nil; e = e.up {
		if e.fn == fn {
			return e.call
		}
	}
	return nil
}

// literalOf returns the literal that obj was decided to be.
func (e *env) literalOf(obj types.Object) *ast.CompositeLit {
	for ; e != nil; e = e.up {
		if e.obj == obj && obj != nil {
			return e.lit
		}
	}
	return nil
}

// A sink takes a value that was found: an expression that isn't followed any
// further. nil is the zero value.
type sink func(ast.Expr, *env)

// maxDepth bounds how far a value is followed.
const maxDepth = 24

// values follows an expression to all that it can be, as far as assignments,
// literals, parameters and results tell.
func (p *program) values(e ast.Expr, v *env, depth int, yield sink) {
	if depth++; e == nil || depth > maxDepth {
		yield(e, v)
		return
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		p.variable(e, p.object(e), v, depth, yield)
	case *ast.SelectorExpr:
		s := p.info.Selections[e]
		if s == nil {
			p.variable(e, p.object(e.Sel), v, depth, yield)
		} else if s.Kind() == types.FieldVal {
			p.field(e, s.Obj(), v, depth, yield)
		} else {
			yield(e, v)
		}
	case *ast.IndexExpr:
		if _, ok := p.referent(e.X).(*types.Func); ok {
			yield(e, v)
		} else {
			p.elementsOf(e.X, v, depth, yield)
		}
	case *ast.CallExpr:
		p.results(e, 0, v, depth, yield)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			p.values(e.X, v, depth, yield)
		} else {
			yield(e, v)
		}
	case *ast.StarExpr:
		p.values(e.X, v, depth, yield)
	case *ast.TypeAssertExpr:
		p.values(e.X, v, depth, yield)
	default:
		yield(e, v)
	}
}

// variable follows what a name stands for.
func (p *program) variable(e ast.Expr, o types.Object, v *env, depth int, yield sink) {
	if _, ok := o.(*types.Var); !ok {
		yield(e, v)
		return
	}
	if lit := v.literalOf(o); lit != nil {
		yield(lit, v)
		return
	}
	found := false
	if par, ok := p.params[o]; ok {
		found = true
		p.arguments(par, v, func(arg ast.Expr, v *env) { p.values(arg, v, depth, yield) }, func() { yield(e, v) })
	}
	for _, w := range p.writes[p.key(o)] {
		found = true
		p.written(w, v, depth, yield)
	}
	if !found {
		yield(e, v)
	}
}

// written follows what is assigned.
func (p *program) written(w write, v *env, depth int, yield sink) {
	call, isCall := ast.Unparen(orNil(w.value)).(*ast.CallExpr)
	switch {
	case w.value == nil:
		yield(nil, v)
	case w.how == element:
		p.elementsOf(w.value, v, depth, yield)
	case isCall:
		p.results(call, w.result, v, depth, yield)
	default:
		p.values(w.value, v, depth, yield)
	}
}

// arguments yields what a parameter can be: the argument of the call that the
// search came by, or those of all calls. none is called if there may be others.
func (p *program) arguments(par param, v *env, yield sink, none func()) {
	calls, all := []*ast.CallExpr{v.callOf(par.fn)}, true
	if calls[0] == nil {
		calls, all = p.callers(par.fn)
	}
	for _, c := range calls {
		args := c.Args
		inner := &env{up: v, fn: par.fn, call: c}
		switch {
		case par.i >= len(args) && !par.variadic:
			all = false // f(g()), with several results
		case par.i < len(args) && p.params[p.referent(args[par.i])] == par:
			// A recursive call passes on what another gave.
		case par.variadic && !c.Ellipsis.IsValid():
			yield(&ast.CompositeLit{Elts: args[min(par.i, len(args)):]}, inner)
		default:
			yield(args[par.i], inner)
		}
	}
	if !all || len(calls) == 0 {
		none()
	}
}

// callers returns the calls of a function, and whether those are all of them,
// as far as the packages loaded show.
func (p *program) callers(fn ast.Node) ([]*ast.CallExpr, bool) {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		k := p.key(p.info.Defs[fn.Name])
		return p.calls[k], len(p.mentions[k]) == 0
	case *ast.FuncLit:
		if k, ok := p.heldBy[fn]; ok {
			return p.calls[k], true
		}
		if a, ok := p.argOf[fn]; ok { // calls through the parameter that it is passed to
			if d := p.decls[p.key(p.referent(a.call.Fun))]; d != nil {
				for o, par := range p.params {
					if par.fn == d && par.i == a.i {
						return p.calls[p.key(o)], true
					}
				}
			}
			if ast.Unparen(a.call.Fun) == ast.Expr(fn) {
				return []*ast.CallExpr{a.call}, true
			}
		}
	}
	return nil, false
}

// results follows what the ith result of a call can be.
func (p *program) results(call *ast.CallExpr, i int, v *env, depth int, yield sink) {
	if depth++; depth > maxDepth {
		yield(call, v)
		return
	}
	if t, ok := p.info.Types[call.Fun]; ok && t.IsType() && len(call.Args) == 1 {
		p.values(call.Args[0], v, depth, yield) // a conversion
		return
	}
	returned := func(fn ast.Node, body *ast.BlockStmt) {
		inner := &env{up: v, fn: fn, call: call}
		ast.Inspect(body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt:
				if len(n.Results) > i {
					p.values(n.Results[i], inner, depth, yield)
				} else if len(n.Results) == 1 {
					if c, ok := ast.Unparen(n.Results[0]).(*ast.CallExpr); ok {
						p.results(c, i, inner, depth, yield)
					}
				} else {
					yield(call, v) // named results
				}
			}
			return true
		})
	}
	if f, ok := p.referent(call.Fun).(*types.Func); ok {
		if d := p.decls[p.key(f)]; d != nil && d.Body != nil {
			returned(d, d.Body)
		} else {
			yield(call, v)
		}
		return
	}
	if _, builtin := p.referent(call.Fun).(*types.Builtin); builtin {
		yield(call, v)
		return
	}
	p.values(call.Fun, v, depth, func(fun ast.Expr, _ *env) {
		if l, ok := fun.(*ast.FuncLit); ok {
			returned(l, l.Body)
		} else {
			yield(call, v)
		}
	})
}
