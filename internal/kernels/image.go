//go:build unix

package kernels

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"rawthread/internal/debian"
)

// An Image is a kernel that Debian has a package of.
type Image struct{ Suite, Arch, Flavour string }

// Images are Debian's kernels. Of a suite's the newest is taken: sid's is the
// present generation, bookworm's the one that stable systems still have.
var Images = map[string]Image{
	"amd64":       {"sid", "amd64", "amd64"},
	"amd64-6.1":   {"bookworm", "amd64", "amd64"},
	"386":         {"bookworm", "i386", "686-pae"}, // the last that Debian made
	"arm64":       {"sid", "arm64", "arm64"},
	"arm64-16k":   {"sid", "arm64", "arm64-16k"},
	"arm":         {"sid", "armhf", "armmp"},
	"riscv64":     {"sid", "riscv64", "riscv64"},
	"ppc64le":     {"sid", "ppc64el", "powerpc64le"},
	"ppc64le-64k": {"sid", "ppc64el", "powerpc64le-64k"},
	"s390x":       {"sid", "s390x", "s390x"},
	"loong64":     {"sid", "loong64", "loong64"},
	"mips64le":    {"bookworm-backports", "mips64el", "5kc-malta"}, // the last
	"mipsle":      {"bookworm", "mipsel", "4kc-malta"},             // the last
}

// KernelFile returns the file of the target's kernel, which it gets from Debian
// if the cache has none. One that Build makes must be in the cache.
func (t Target) KernelFile(say Say) (string, error) {
	dir, err := folder("kernels")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, t.Kernel)
	unlock, err := debian.Lock(file + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(file); err == nil {
		return file, nil
	}
	if t.Built() {
		return "", fmt.Errorf("its kernel is not built: go run ./cmd/matrix kernel build %s", t.Kernel)
	}
	im := Images[t.Kernel]
	err = debian.With(file+".apt", im.Arch, []string{im.Suite}, func(r *debian.Root) error {
		names, err := r.Names("linux-")
		if err != nil {
			return err
		}
		name := newest(names, im.Flavour)
		if name == "" {
			return fmt.Errorf("%s has no kernel package of flavour %s", im.Suite, im.Flavour)
		}
		say("%s: getting Debian's kernel %s", t.Name, name)
		deb, err := r.Download(name)
		if err != nil {
			return err
		}
		return debian.File(deb, imagePaths, func(_ string, in io.Reader) error { return keep(file, in) })
	})
	if err != nil {
		return "", fmt.Errorf("no kernel: %w", err)
	}
	return file, nil
}

// imagePaths are where packages have the kernel.
var imagePaths = []string{"/boot/vmlinu[xz]-*", "/usr/lib/modules/*/vmlinu[xz]"}

// keep writes a kernel's file, whole or not at all.
func keep(file string, in io.Reader) error {
	b, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	if isZboot(b) {
		if b, err = payload(b); err != nil {
			return err
		}
	}
	if err := os.WriteFile(file+".new", b, 0o644); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}
