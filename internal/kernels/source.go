//go:build unix

package kernels

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"rawthread/internal/debian"
)

// linuxSource is the package that kernels are built from, and its suite.
const linuxSource, sourceSuite = "linux-source-6.12", "bookworm-backports"

// source returns the folder of Linux's source, which it gets from Debian if the
// cache has none.
func source(say Say) (string, error) {
	dir, err := folder("kernel-build")
	if err != nil {
		return "", err
	}
	tree := filepath.Join(dir, linuxSource)
	unlock, err := debian.Lock(tree + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(tree); err == nil {
		return tree, nil
	}
	arch, err := debian.Architecture()
	if err != nil {
		return "", err
	}
	say("getting Linux's source: Debian's package %s of %s, 150 MB", linuxSource, sourceSuite)
	err = debian.With(tree+".apt", arch, []string{sourceSuite}, func(r *debian.Root) error {
		deb, err := r.Download(linuxSource)
		if err != nil {
			return err
		}
		say("unpacking it, without what no kernel here needs")
		return debian.File(deb, []string{"/usr/src/*.tar.xz"}, func(_ string, in io.Reader) error { return unpackSource(tree, in) })
	})
	return tree, err
}

// leftOut are files that are most of the source and that neither mips nor
// powerpc reads; all Kconfig files stay, which name each other.
var leftOut = []string{"arch/[!mp]*/*.[chS]", "arch/[!mp]*/*.dts*", "Documentation/*.rst", "Documentation/*.yaml", "tools/testing/*", "tools/perf/*", "sound/*.[ch]",
	"drivers/gpu/*.[ch]", "drivers/net/*/*.[ch]", "drivers/media/*.[ch]", "drivers/scsi/*.[ch]", "drivers/usb/*.[ch]",
	"drivers/staging/*.[ch]", "drivers/accel/*.[ch]", "drivers/infiniband/*.[ch]", "drivers/iio/*.[ch]"}

// unpackSource unpacks the source's archive into tree, whole or not at all.
func unpackSource(tree string, in io.Reader) error {
	whole := tree + ".new"
	if err := os.RemoveAll(whole); err != nil {
		return err
	}
	if err := os.MkdirAll(whole, 0o755); err != nil {
		return err
	}
	args := []string{"-xJ", "-C", whole, "--strip-components=1", "--anchored", "--wildcards"}
	for _, p := range leftOut {
		args = append(args, "--exclude=linux-source-*/"+p)
	}
	cmd := exec.Command("tar", args...)
	cmd.Stdin = in
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("unpacking the source: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return os.Rename(whole, tree)
}
