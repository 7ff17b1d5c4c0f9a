package main

import (
	"fmt"
	"go/types"
	"os"
	"sort"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A function is one of the standard library's.
type function struct {
	pkg        string // import path
	name       string // as the table has it: Index, Time.Unix, LittleEndian.Uint16
	expression string // that keeps it in a program, with the package's path in front: P.Index
	symbol     string // of its code, without the package's path
}

// list returns the functions of the standard library that are looked at, on an
// architecture.
func list(arch string) ([]function, error) {
	cfg := &packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports,
		Env: append(os.Environ(), "GOOS=linux", "GOARCH="+arch, "CGO_ENABLED=0")}
	loaded, err := packages.Load(cfg, "std")
	if err != nil {
		return nil, err
	}
	var all []function
	for _, p := range loaded {
		if skipped(p.PkgPath) || p.Types == nil {
			continue
		}
		scope := p.Types.Scope()
		for _, name := range scope.Names() {
			o := scope.Lookup(name)
			if !o.Exported() {
				continue
			}
			switch o := o.(type) {
			case *types.Func:
				if e, ok := instance(o); ok {
					all = append(all, function{p.PkgPath, name, "P." + e, symbol(name, e)})
				}
			case *types.TypeName:
				all = append(all, methods(p.PkgPath, o)...)
			case *types.Var:
				all = append(all, variableMethods(p.PkgPath, o)...)
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].pkg < all[j].pkg || all[i].pkg == all[j].pkg && all[i].name < all[j].name
	})
	return all, nil
}

// skipped packages can't be imported, or are no places to look for what a raw
// thread may call.
func skipped(path string) bool {
	for _, part := range strings.Split(path, "/") {
		if part == "internal" || part == "vendor" {
			return true
		}
	}
	return path == "runtime" || path == "unsafe" || path == "builtin" || path == "C" || strings.HasPrefix(path, "runtime/") || strings.HasPrefix(path, "testing") || strings.HasPrefix(path, "cmd/")
}

// methods returns those of a type without pointers: who has a value of it can
// call them on a raw thread.
func methods(pkg string, o *types.TypeName) (all []function) {
	named, ok := o.Type().(*types.Named)
	if !ok || o.IsAlias() || named.TypeParams().Len() > 0 || !plain(named, 0) {
		return nil
	}
	for m := range named.Methods() {
		sig := m.Signature()
		if _, pointer := sig.Recv().Type().(*types.Pointer); !m.Exported() || pointer || !plainSignature(sig) {
			continue
		}
		all = append(all, function{pkg, o.Name() + "." + m.Name(), fmt.Sprintf("P.%s.%s", o.Name(), m.Name()), o.Name() + "." + m.Name()})
	}
	return all
}

// variableMethods returns those of an exported variable of an unexported type
// without pointers, as binary.LittleEndian is.
func variableMethods(pkg string, o *types.Var) (all []function) {
	named, ok := o.Type().(*types.Named)
	if !ok || named.Obj().Exported() || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != pkg || !plain(named, 0) {
		return nil
	}
	for m := range named.Methods() {
		if !m.Exported() || !plainSignature(m.Signature()) {
			continue
		}
		all = append(all, function{pkg, o.Name() + "." + m.Name(), fmt.Sprintf("P.%s.%s", o.Name(), m.Name()), named.Obj().Name() + "." + m.Name() + "-fm"})
	}
	return all
}

// instance returns an expression for the function, without the package's name:
// with type arguments if it is generic. False if it is not to be looked at.
func instance(f *types.Func) (string, bool) {
	sig := f.Signature()
	if sig.TypeParams().Len() == 0 {
		return f.Name(), plainSignature(sig)
	}
	var args []types.Type
	var names []string
	for p := range sig.TypeParams().TypeParams() {
		arg, name := types.Type(types.Typ[types.Int]), "int"
		if strings.Contains(p.Constraint().String(), "~[]") {
			arg, name = types.NewSlice(types.Typ[types.Int]), "[]int"
		}
		args, names = append(args, arg), append(names, name)
	}
	t, err := types.Instantiate(nil, sig, args, true)
	if err != nil || !plainSignature(t.(*types.Signature)) {
		return "", false
	}
	return f.Name() + "[" + strings.Join(names, ", ") + "]", true
}

// symbol is how the function's code is named.
func symbol(name, expression string) string {
	if name != expression {
		return strings.ReplaceAll(expression, ", ", ",")
	}
	return name
}

// plainSignature reports whether all parameters and results are such that a raw
// thread can have them.
func plainSignature(sig *types.Signature) bool {
	for _, t := range []*types.Tuple{sig.Params(), sig.Results()} {
		for v := range t.Variables() {
			if !plain(v.Type(), 0) {
				return false
			}
		}
	}
	return sig.Params().Len()+sig.Results().Len() > 0
}

// plain reports whether a type holds no pointers but those of strings, and of
// slices whose elements hold none. Errors are let pass: functions that return
// nil or a variable are of use.
func plain(t types.Type, depth int) bool {
	if depth > 8 {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() != types.UnsafePointer
	case *types.Slice:
		return plain(u.Elem(), depth+1)
	case *types.Array:
		return plain(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if !plain(f.Type(), depth+1) {
				return false
			}
		}
		return true
	case *types.Interface:
		return types.Identical(t, types.Universe.Lookup("error").Type())
	}
	return false
}
