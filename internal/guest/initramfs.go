package guest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// A Program is a test binary or another static program, and the folder that it
// runs in, whose files and testdata come along.
type Program struct {
	Name   string // of the package; the guest has its folder by this name
	Binary string
	Dir    string
	Args   []string
}

// Place returns the program's path and folder in a guest.
func (p Program) Place() (binary, dir string) {
	return path.Join(binaries, p.Name, "program"), path.Join(sources, p.Name)
}

// Initramfs writes an initramfs with init, the programs and the plan.
func Initramfs(w io.Writer, init string, programs []Program, plan Plan) error {
	a := newArchive(w)
	for _, dir := range []string{"/proc", "/sys", "/tmp", "/etc"} {
		if err := a.dir(dir); err != nil {
			return err
		}
	}
	if err := a.console(); err != nil {
		return err
	}
	if err := a.copy("/init", init, 0o755); err != nil {
		return err
	}
	for _, p := range programs {
		binary, dir := p.Place()
		if err := a.copy(binary, p.Binary, 0o755); err != nil {
			return err
		}
		if err := a.tree(dir, p.Dir); err != nil {
			return err
		}
	}
	b, err := json.Marshal(plan)
	if err != nil {
		return err
	}
	if err := a.file(PlanFile, 0o644, len(b), bytes.NewReader(b)); err != nil {
		return err
	}
	return a.close()
}

// copy puts the file from into the archive.
func (a *archive) copy(name, from string, mode int) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	return a.file(name, mode, int(st.Size()), f)
}

// tree puts the files of a package's folder, and all of its testdata, into the
// archive: what its tests may read.
func (a *archive) tree(name, dir string) error {
	if err := a.dir(name); err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("initramfs: %w", err)
		}
		rel, err := filepath.Rel(dir, file)
		if err != nil {
			return err
		}
		if d.IsDir() {
			if filepath.Dir(rel) == "." && rel != "." && rel != "testdata" {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		return a.copy(path.Join(name, filepath.ToSlash(rel)), file, 0o644)
	})
}
