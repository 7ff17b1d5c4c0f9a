package main

import (
	"go/ast"
	"go/token"
	"go/types"
)

// An index is what the search for values looks up, made in one pass.
type index struct {
	writes   map[any][]write           // to variables and fields, by their key
	elements map[any][]ast.Expr        // what is assigned to elements of a variable
	calls    map[any][]*ast.CallExpr   // of functions, and through variables and fields, by key
	mentions map[any][]ast.Expr        // of functions, other than in calls
	decls    map[any]*ast.FuncDecl     // by the function's key
	params   map[types.Object]param    // by the parameter
	literals map[any][]*ast.FuncLit    // func literals by the line they begin in
	heldBy   map[*ast.FuncLit]any      // key of what a literal is assigned to
	argOf    map[*ast.FuncLit]argument // the call that a literal is passed to
	within   map[ast.Node]place        // of calls, literals and mentions
}

// A write is an assignment to a variable or field.
type write struct {
	value  ast.Expr          // nil: the zero value
	how    how               // what of value is assigned
	result int               // of a call with several
	lit    *ast.CompositeLit // that gives it to a field
	base   types.Object      // the variable whose field it is, if that is simple
	whole  bool              // field of a variable that is assigned as a whole
	pos    token.Pos
	block  ast.Node // around the statement
}

// how says which part of an expression is assigned.
type how uint8

const (
	itself  how = iota
	element     // by range
)

// A param says whose parameter an object is.
type param struct {
	fn       ast.Node // *ast.FuncDecl or *ast.FuncLit
	i        int
	variadic bool
}

// An argument says where an expression is passed.
type argument struct {
	call *ast.CallExpr
	i    int
}

// A place is where in the program something stands.
type place struct {
	file  file
	decl  ast.Decl       // at top level
	outer []*ast.FuncLit // literals around it, the outermost first
}

func (p *program) makeIndex() {
	p.index = index{writes: map[any][]write{}, elements: map[any][]ast.Expr{}, calls: map[any][]*ast.CallExpr{},
		mentions: map[any][]ast.Expr{}, decls: map[any]*ast.FuncDecl{}, params: map[types.Object]param{},
		literals: map[any][]*ast.FuncLit{}, heldBy: map[*ast.FuncLit]any{}, argOf: map[*ast.FuncLit]argument{}, within: map[ast.Node]place{}}
	for _, f := range p.files {
		for _, d := range f.Decls {
			x := indexer{program: p, place: place{file: f, decl: d}, called: map[ast.Expr]bool{}}
			ast.PreorderStack(d, nil, x.visit)
		}
	}
}

// An indexer goes through one declaration.
type indexer struct {
	*program
	place  place
	called map[ast.Expr]bool // what stands before the parenthesis of a call
}

func (x *indexer) visit(n ast.Node, stack []ast.Node) bool {
	at := x.place
	for _, s := range stack {
		if l, ok := s.(*ast.FuncLit); ok {
			at.outer = append(at.outer[:len(at.outer):len(at.outer)], l)
		}
	}
	block := ast.Node(x.place.decl)
	for _, s := range stack {
		switch s.(type) {
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
			block = s
		}
	}
	switch n := n.(type) {
	case *ast.FuncDecl:
		x.decls[x.key(x.info.Defs[n.Name])] = n
		x.addParams(n, n.Type)
	case *ast.FuncLit:
		x.within[n] = at
		x.addParams(n, n.Type)
		line := x.fset.Position(n.Pos())
		l := lineOf{line.Filename, line.Line}
		x.literals[l] = append(x.literals[l], n)
	case *ast.CallExpr:
		x.within[n] = at
		x.called[ast.Unparen(n.Fun)] = true
		if o := x.referent(n.Fun); o != nil {
			x.calls[x.key(o)] = append(x.calls[x.key(o)], n)
		}
		for i, a := range n.Args {
			if l, ok := ast.Unparen(a).(*ast.FuncLit); ok {
				x.argOf[l] = argument{n, i}
			}
		}
	case *ast.AssignStmt:
		x.assign(n, block)
	case *ast.ValueSpec:
		x.declare(n, block)
	case *ast.RangeStmt:
		if id, ok := n.Value.(*ast.Ident); ok {
			x.write(x.object(id), write{value: n.X, how: element, pos: n.Pos(), block: n.Body})
		}
	case *ast.CompositeLit:
		x.composite(n)
	case *ast.SelectorExpr:
		x.called[n.Sel] = true // counted as the whole
		x.mention(n, at)
	case *ast.Ident:
		x.mention(n, at)
	}
	return true
}

// lineOf is a line of a file.
type lineOf struct {
	file string
	line int
}

// mention notes a function that is named, but not called.
func (x *indexer) mention(e ast.Expr, at place) {
	f, ok := x.referent(e).(*types.Func)
	if id, isIdent := e.(*ast.Ident); !ok || x.called[e] || isIdent && x.info.Defs[id] != nil {
		return
	}
	x.within[e] = at
	x.mentions[x.key(f)] = append(x.mentions[x.key(f)], e)
}

func (x *indexer) addParams(fn ast.Node, t *ast.FuncType) {
	i := 0
	for _, f := range t.Params.List {
		_, variadic := f.Type.(*ast.Ellipsis)
		for _, name := range f.Names {
			if o := x.info.Defs[name]; o != nil {
				x.params[o] = param{fn, i, variadic}
			}
			i++
		}
		if len(f.Names) == 0 {
			i++
		}
	}
}

func (x *indexer) assign(n *ast.AssignStmt, block ast.Node) {
	for i, left := range n.Lhs {
		w := write{pos: n.Pos(), block: block}
		if len(n.Lhs) == len(n.Rhs) {
			w.value = n.Rhs[i]
		} else {
			w.value, w.result = n.Rhs[0], i
		}
		switch left := ast.Unparen(left).(type) {
		case *ast.IndexExpr:
			if k := x.key(x.referent(left.X)); k != nil && w.value != nil {
				x.elements[k] = append(x.elements[k], w.value)
			}
		case *ast.SelectorExpr:
			w.base = x.referent(left.X)
			x.write(x.referent(left), w)
		default:
			x.write(x.referent(left), w)
		}
	}
}

func (x *indexer) declare(n *ast.ValueSpec, block ast.Node) {
	for i, name := range n.Names {
		w := write{pos: n.Pos(), block: block}
		switch {
		case len(n.Values) == len(n.Names):
			w.value = n.Values[i]
		case len(n.Values) == 1:
			w.value, w.result = n.Values[0], i
		}
		x.write(x.info.Defs[name], w)
	}
}

// composite notes what a literal gives to the fields of a struct.
func (x *indexer) composite(n *ast.CompositeLit) {
	s, ok := structOf(x.info.TypeOf(n))
	if !ok {
		return
	}
	for i, e := range n.Elts {
		w := write{value: e, lit: n, pos: e.Pos()}
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			w.value = kv.Value
			x.write(x.referent(kv.Key), w)
		} else if i < s.NumFields() {
			x.write(s.Field(i), w)
		}
	}
}

func (x *indexer) write(to types.Object, w write) {
	k := x.key(to)
	if _, ok := to.(*types.Var); !ok {
		return
	}
	x.writes[k] = append(x.writes[k], w)
	if l, ok := ast.Unparen(orNil(w.value)).(*ast.FuncLit); ok {
		x.heldBy[l] = k
	}
}

// orNil makes an expression of none.
func orNil(e ast.Expr) ast.Expr {
	if e == nil {
		return &ast.BadExpr{}
	}
	return e
}

// structOf returns the struct that a type, or what it points to, is.
func structOf(t types.Type) (*types.Struct, bool) {
	if t == nil {
		return nil, false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	return s, ok
}
