package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	modulePath  = "rawthread"
	kthreadPath = modulePath + "/kthread"
)

// A listed package is what go list says of one.
type listed struct {
	ImportPath, Name, Dir              string
	GoFiles, TestGoFiles, XTestGoFiles []string
	Imports, TestImports, XTestImports []string
	Error                              *struct{ Err string }
	DepsErrors                         []*struct{ Err string }
}

// A group is architectures for which the same source is built, as far as it
// matters here, so that they need be loaded once only.
type group struct {
	arches   []string
	packages []listed
}

// list finds the packages that have to do with package kthread, and groups the
// architectures by their files.
func list(o options) ([]*group, error) {
	var groups []*group
	by := map[string]*group{}
	texts := map[string]bool{}
	for _, arch := range o.arches {
		all, err := listFor(o, arch)
		if err != nil {
			return nil, err
		}
		all = usersOf(kthreadPath, all)
		key := signature(all, texts)
		g := by[key]
		if g == nil {
			g = &group{packages: all}
			by[key] = g
			groups = append(groups, g)
		}
		g.arches = append(g.arches, arch)
	}
	return groups, nil
}

// listFor lists the packages named, as they are built for an architecture.
func listFor(o options, arch string) ([]listed, error) {
	args := append([]string{"list", "-e", "-json=ImportPath,Name,Dir,GoFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports,Error"}, o.buildFlags()...)
	out, err := goCommand("", &arch, append(append(args, "--"), o.patterns...)...)
	if err != nil {
		return nil, err
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading go list's output: %w", err)
		}
		if p.Error != nil {
			if strings.Contains(p.Error.Err, "build constraints exclude all Go files") {
				continue // there is nothing to check on this architecture
			}
			return nil, fmt.Errorf("%s: %s", p.ImportPath, p.Error.Err)
		}
		all = append(all, p)
	}
}

// usersOf returns the packages that are path, or import it, themselves or by
// others of them, or in their tests, and those that these import.
func usersOf(path string, all []listed) []listed {
	wanted := map[string]bool{path: true}
	imports := func(p listed) []string { return slices.Concat(p.Imports, p.TestImports, p.XTestImports) }
	grow := func(more func(p listed) bool) {
		for changed := true; changed; {
			changed = false
			for _, p := range all {
				changed = more(p) || changed
			}
		}
	}
	grow(func(p listed) bool {
		if wanted[p.ImportPath] || !slices.ContainsFunc(imports(p), func(i string) bool { return wanted[i] }) {
			return false
		}
		wanted[p.ImportPath] = true
		return true
	})
	grow(func(p listed) (changed bool) {
		for _, i := range imports(p) {
			if wanted[p.ImportPath] && !wanted[i] {
				wanted[i], changed = true, true
			}
		}
		return changed
	})
	return slices.DeleteFunc(all, func(p listed) bool { return !wanted[p.ImportPath] })
}

// signature names the files that can make a difference to what is found: those
// with a spawning call, a func literal or a func type. texts remembers which.
func signature(all []listed, texts map[string]bool) string {
	var b strings.Builder
	for _, p := range all {
		fmt.Fprintln(&b, p.ImportPath)
		for _, name := range slices.Concat(p.GoFiles, p.TestGoFiles, p.XTestGoFiles) {
			name = filepath.Join(p.Dir, name)
			matters, known := texts[name]
			if !known {
				text, err := os.ReadFile(name)
				matters = err != nil || slices.ContainsFunc([]string{"Spawn(", "Prepare(", "Go(", "func("}, func(s string) bool { return bytes.Contains(text, []byte(s)) })
				texts[name] = matters
			}
			if matters {
				fmt.Fprintln(&b, name)
			}
		}
	}
	return b.String()
}
