package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"rawthread/rawsafe"
)

// A row is what was found of a function.
type row struct {
	function
	refused map[string]*rawsafe.Violation // by architecture
	allowed []string                      // architectures
}

// check builds a program with all functions, and enters what their code is like.
func check(arch string, functions []function, all map[string]*row) error {
	binary, remove, err := build(arch, functions)
	if err != nil {
		return err
	}
	defer remove()
	f, err := rawsafe.OpenFile(binary)
	if err != nil {
		return err
	}
	entries := map[string]uint64{}
	for fn := range f.Functions {
		if _, ok := entries[fn.Name]; !ok {
			entries[fn.Name] = fn.Entry
		}
	}
	for _, fn := range functions {
		entry, ok := entries[fn.pkg+"."+fn.symbol]
		if !ok {
			return fmt.Errorf("%s.%s is not in the program as %s", fn.pkg, fn.name, fn.symbol)
		}
		r := all[fn.pkg+"."+fn.name]
		if r == nil {
			r = &row{function: fn, refused: map[string]*rawsafe.Violation{}}
			all[fn.pkg+"."+fn.name] = r
		}
		err := f.CheckEntries(entry)
		var v *rawsafe.Violation
		switch {
		case err == nil:
			r.allowed = append(r.allowed, arch)
		case errors.As(err, &v):
			r.refused[arch] = v
		default:
			return err
		}
	}
	return nil
}

// build builds the program, by way of an overlay: its source is in no module.
func build(arch string, functions []function) (binary string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "stdlib-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { os.RemoveAll(dir) }
	defer func() {
		if err != nil {
			remove()
		}
	}()
	var imports, keep strings.Builder
	alias := map[string]string{}
	for _, fn := range functions {
		if alias[fn.pkg] == "" {
			alias[fn.pkg] = fmt.Sprintf("p%d", len(alias))
			fmt.Fprintf(&imports, "\t%s %q\n", alias[fn.pkg], fn.pkg)
		}
		fmt.Fprintf(&keep, "\tkeep(%s)\n", strings.Replace(fn.expression, "P.", alias[fn.pkg]+".", 1))
	}
	source := "package main\n\nimport (\n" + imports.String() + ")\n\n//go:noinline\nfunc keep(any) {}\n\nfunc main() {\n" + keep.String() + "}\n"
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		return "", nil, err
	}
	cwd, err := os.Getwd()
	if err != nil {
		return "", nil, err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(cwd, "kept", "main.go"): file}})
	if err != nil {
		return "", nil, err
	}
	overlayFile := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlayFile, overlay, 0o644); err != nil {
		return "", nil, err
	}
	binary = filepath.Join(dir, "kept")
	cmd := exec.Command("go", "build", "-overlay", overlayFile, "-o", binary, "./kept")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+arch, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	return binary, remove, nil
}
