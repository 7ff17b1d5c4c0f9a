package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A program is the packages of a group, parsed and with their types, and what
// the search for bodies needs to know of them.
type program struct {
	group *group
	fset  *token.FileSet
	info  types.Info // of all packages
	files []file
	index
}

// A file is a source file.
type file struct {
	*ast.File
	pkg *packages.Package
}

// load reads the packages of a group, with their tests.
func load(o options, g *group) (*program, error) {
	p := &program{group: g, fset: token.NewFileSet()}
	var paths []string
	for _, l := range g.packages {
		paths = append(paths, l.ImportPath)
	}
	if len(paths) == 0 {
		return p, nil
	}
	roots, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedForTest,
		Fset: p.fset, Tests: true, Env: environment(g.arches[0]), BuildFlags: o.buildFlags(),
	}, paths...)
	if err != nil {
		return nil, err
	}
	// A package that has tests comes twice, of which the one with them has more
	// files. Their syntax trees are shared: only one may be looked at.
	tested := map[string]bool{}
	for _, r := range roots {
		if r.ForTest != "" {
			tested[r.PkgPath] = true
		}
	}
	p.info = types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{},
		Defs: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	var errs []error
	for _, r := range roots {
		if strings.HasSuffix(r.PkgPath, ".test") || r.ForTest == "" && tested[r.PkgPath] {
			continue
		}
		for _, e := range r.Errors {
			errs = append(errs, fmt.Errorf("for %s: %w", g.arches[0], e))
		}
		if len(r.Errors) == 0 {
			p.add(r)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	p.makeIndex()
	return p, nil
}

// add takes over a package.
func (p *program) add(pkg *packages.Package) {
	for _, f := range pkg.Syntax {
		p.files = append(p.files, file{f, pkg})
	}
	copyInto(p.info.Types, pkg.TypesInfo.Types)
	copyInto(p.info.Uses, pkg.TypesInfo.Uses)
	copyInto(p.info.Defs, pkg.TypesInfo.Defs)
	copyInto(p.info.Selections, pkg.TypesInfo.Selections)
}

func copyInto[K comparable, V any](to, from map[K]V) {
	for k, v := range from {
		to[k] = v
	}
}

// object returns what an identifier stands for, nil if that is nothing.
func (p *program) object(id *ast.Ident) types.Object {
	if o := p.info.Uses[id]; o != nil {
		return o
	}
	return p.info.Defs[id]
}

// referent returns the function, variable or field that an expression names,
// nil if it names none.
func (p *program) referent(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return p.object(e)
	case *ast.SelectorExpr:
		return p.object(e.Sel)
	case *ast.IndexExpr:
		if f, ok := p.referent(e.X).(*types.Func); ok {
			return f // an instance of a generic one
		}
	case *ast.IndexListExpr:
		return p.referent(e.X)
	}
	return nil
}

// key identifies an object: a package that was compiled and its source have
// different objects for the same thing. Local variables are keys themselves.
func (p *program) key(o types.Object) any {
	switch o := o.(type) {
	case nil:
		return nil
	case *types.Func:
		return o.Origin().FullName()
	case *types.Var:
		if o.IsField() {
			at := p.fset.Position(o.Origin().Pos())
			return fmt.Sprintf("%s:%d %s", at.Filename, at.Line, o.Name())
		}
		if o.Pkg() != nil && o.Parent() == o.Pkg().Scope() {
			return o.Pkg().Path() + "." + o.Name()
		}
	}
	return o
}
