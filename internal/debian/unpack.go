//go:build unix

package debian

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"strings"
)

// Unpack unpacks packages into a folder.
func Unpack(into string, debs ...string) error {
	if err := os.MkdirAll(into, 0o755); err != nil {
		return err
	}
	for _, deb := range debs {
		if err := Run(into, "dpkg", "-x", deb, into); err != nil {
			return err
		}
	}
	return nil
}

// File finds the first regular file of a package whose path matches one of the
// patterns of path.Match, and has read read it.
func File(deb string, patterns []string, read func(name string, r io.Reader) error) error {
	cmd := exec.Command("dpkg-deb", "--fsys-tarfile", deb)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer cmd.Wait()
	defer out.Close()
	for t := tar.NewReader(out); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s has no file %s", path.Base(deb), strings.Join(patterns, " or "))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path.Base(deb), err)
		}
		name := path.Clean("/" + h.Name)
		for _, p := range patterns {
			if ok, _ := path.Match(p, name); ok && h.Typeflag == tar.TypeReg {
				return read(name, t)
			}
		}
	}
}
