package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// The linker leaves out what a test program doesn't use. A keeper is a file that
// is added to a package, in the builds only, and uses the functions that are
// bodies, or have them, and the variables that do.
type keeper struct {
	pkg     *packages.Package
	uses    map[string]bool   // expressions
	imports map[string]string // names by path
}

// keepers makes the keepers for the bodies found, by package.
func (s *found) keepers() map[*packages.Package]*keeper {
	all := map[*packages.Package]*keeper{}
	for _, b := range s.bodies {
		for _, t := range append([]target{b.target}, b.calls...) {
			for _, pkg := range []*packages.Package{b.owner(), t.owner()} {
				if all[pkg] == nil {
					all[pkg] = &keeper{pkg, map[string]bool{}, map[string]string{}}
				}
			}
			k := all[t.owner()]
			k.around(t)
			if t.fn != nil {
				k.function(t.fn)
			}
		}
	}
	return all
}

// around uses the declaration that a target stands or is named in.
func (k *keeper) around(t target) {
	switch d := t.place.decl.(type) {
	case *ast.FuncDecl:
		if f, ok := k.pkg.TypesInfo.Defs[d.Name].(*types.Func); ok {
			k.function(f)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			v, ok := s.(*ast.ValueSpec)
			if !ok || t.lit != nil && (t.lit.Pos() < v.Pos() || t.lit.Pos() > v.End()) {
				continue
			}
			for _, name := range v.Names {
				if name.Name != "_" {
					k.uses["&"+name.Name] = true
				}
			}
		}
	}
}

// function uses a function, if an expression can name it here: generic ones are
// there if something uses an instance.
func (k *keeper) function(f *types.Func) {
	sig := f.Signature()
	if generic(f) || f.Name() == "_" || sig.Recv() == nil && f.Name() == "init" {
		return
	}
	qualifier := ""
	if f.Pkg() != k.pkg.Types {
		if f.Pkg() == nil || !f.Exported() || k.pkg.Imports[f.Pkg().Path()] == nil || f.Pkg().Path() == k.pkg.PkgPath {
			return
		}
		if k.imports[f.Pkg().Path()] == "" {
			k.imports[f.Pkg().Path()] = fmt.Sprint("kthreadvet", len(k.imports))
		}
		qualifier = k.imports[f.Pkg().Path()] + "."
	}
	if sig.Recv() == nil {
		k.uses[qualifier+f.Name()] = true
		return
	}
	t := sig.Recv().Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := t.(*types.Named); ok && (qualifier == "" || n.Obj().Exported()) && n.Obj().Parent() == f.Pkg().Scope() {
		k.uses["(*"+qualifier+n.Obj().Name()+")."+f.Name()] = true
		if t == sig.Recv().Type() {
			k.uses[qualifier+n.Obj().Name()+"."+f.Name()] = true
		}
	}
}

// external reports whether a package is one of tests, beside the one tested.
func external(pkg *packages.Package) bool { return pkg.ForTest != "" && pkg.PkgPath != pkg.ForTest }

// testedBy returns the import path of the package whose tests have pkg in them.
func testedBy(pkg *packages.Package) string {
	if pkg.ForTest != "" {
		return pkg.ForTest
	}
	return pkg.PkgPath
}

// name is the file's; no package has one of that name.
func (k *keeper) name() string {
	if external(k.pkg) {
		return "zz_kthreadvet_external_test.go"
	}
	return "zz_kthreadvet_test.go"
}

// source is the file's text.
func (k *keeper) source() string {
	var b strings.Builder
	fmt.Fprintf(&b, "package %s\n", k.pkg.Name)
	for _, path := range slices.Sorted(maps.Keys(k.imports)) {
		fmt.Fprintf(&b, "import %s %q\n", k.imports[path], path)
	}
	b.WriteString("var kthreadVetKeep []interface{}\nfunc init() { kthreadVetKeep = []interface{}{\n")
	for _, e := range slices.Sorted(maps.Keys(k.uses)) {
		fmt.Fprintf(&b, "%s,\n", e)
	}
	b.WriteString("} }\n")
	return b.String()
}

// writeOverlay writes the keepers into dir, and the file for -overlay that puts
// them into their packages, whose name it returns.
func writeOverlay(dir string, keepers map[*packages.Package]*keeper) (string, error) {
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for _, k := range keepers {
		name := filepath.Join(dir, fmt.Sprintf("keep%d.go", len(overlay.Replace)))
		if err := os.WriteFile(name, []byte(k.source()), 0o666); err != nil {
			return "", err
		}
		overlay.Replace[filepath.Join(k.pkg.Dir, k.name())] = name
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, text, 0o666)
}
