//go:build unix

package debian

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Programs are packages unpacked into a folder with all that they depend on,
// the C library and its dynamic linker too: they run on any machine of their
// architecture without being installed.
type Programs struct {
	Dir    string
	Suites []string // the one that the packages are from, and those for what they depend on
}

// Has reports whether Get got a package.
func (p Programs) Has(pkg string) bool {
	_, err := os.Stat(p.mark(pkg))
	return err == nil
}

// mark is the file that says that a package is all there.
func (p Programs) mark(pkg string) string { return filepath.Join(p.Dir, ".got-"+pkg) }

// Get gets a package and what it depends on, if it is not there.
func (p Programs) Get(pkg string) error {
	unlock, err := Lock(p.Dir + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if p.Has(pkg) {
		return nil
	}
	arch, err := Architecture()
	if err != nil {
		return err
	}
	return With(p.Dir+".apt", arch, p.Suites, func(r *Root) error {
		debs, err := r.Closure(pkg)
		if err == nil {
			err = Unpack(p.Dir, debs...)
		}
		if err == nil {
			err = os.WriteFile(p.mark(pkg), nil, 0o644)
		}
		return err
	})
}

// Command returns the words that run a program of usr/bin: the dynamic linker
// that came with it, told where the libraries are.
func (p Programs) Command(name string) ([]string, error) {
	linkers, _ := filepath.Glob(filepath.Join(p.Dir, "lib", "*-linux-*", "ld-linux*.so*"))
	if len(linkers) == 0 {
		linkers, _ = filepath.Glob(filepath.Join(p.Dir, "usr", "lib", "*-linux-*", "ld-linux*.so*"))
	}
	program := filepath.Join(p.Dir, "usr", "bin", name)
	if _, err := os.Stat(program); err != nil || len(linkers) == 0 {
		return nil, fmt.Errorf("%s has no %s or no dynamic linker", p.Dir, name)
	}
	var libraries []string
	for _, pattern := range []string{"lib/*-linux-*", "usr/lib/*-linux-*", "usr/lib/*-linux-*/*"} {
		dirs, _ := filepath.Glob(filepath.Join(p.Dir, pattern))
		libraries = append(libraries, dirs...)
	}
	return []string{linkers[0], "--library-path", strings.Join(libraries, ":"), program}, nil
}
