//go:build unix

// Package emulator finds QEMU's user-mode emulators, and gets them from Debian
// if the machine has none that is new enough.
//
// QEMU 10 is wanted: 7.2, which Debian 12 has, shares one GDT among the threads
// of a 386 program, and breaks them.
package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// MinVersion is the oldest major version of QEMU that runs all architectures.
const MinVersion = 10

// qemuNames are QEMU's names of the architectures of Linux that Go has.
var qemuNames = map[string]string{
	"386": "i386", "amd64": "x86_64", "arm": "arm", "arm64": "aarch64", "loong64": "loongarch64",
	"mips": "mips", "mipsle": "mipsel", "mips64": "mips64", "mips64le": "mips64el",
	"ppc64": "ppc64", "ppc64le": "ppc64le", "riscv64": "riscv64", "s390x": "s390x",
}

// A Set is a place with emulators.
type Set struct {
	dir     string // "" for PATH
	Warning string // what to know of it, "" if nothing
}

// Path returns the emulator for an architecture.
func (s Set) Path(goarch string) (string, error) {
	name, ok := qemuNames[goarch]
	if !ok {
		return "", fmt.Errorf("no emulator is known for GOARCH %s", goarch)
	}
	if s.dir != "" {
		path := filepath.Join(s.dir, "qemu-"+name)
		_, err := os.Stat(path)
		return path, err
	}
	return exec.LookPath("qemu-" + name)
}

// Find returns a set of emulators: what was got before, what PATH has if it is
// new enough, or what Debian has, which is then got. If that can't be done, what
// PATH has serves, with a warning. say is told what goes on.
func Find(say func(format string, args ...any)) (Set, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return Set{}, fmt.Errorf("no folder to keep emulators in: %w", err)
	}
	dir := filepath.Join(cache, "rawthread", "qemu-user")
	bin := filepath.Join(dir, "usr", "bin")
	if v, _ := version(filepath.Join(bin, "qemu-aarch64")); v >= MinVersion {
		return Set{dir: bin}, nil
	}
	onPath, _ := exec.LookPath("qemu-aarch64")
	v, _ := version(onPath)
	if v >= MinVersion {
		return Set{}, nil
	}
	err = getFromDebian(dir, say)
	if err == nil {
		return Set{dir: bin}, nil
	}
	if v > 0 {
		return Set{Warning: fmt.Sprintf("QEMU %d from PATH is used, which is known to break 386 before %d; a newer one could not be had: %v", v, MinVersion, err)}, nil
	}
	return Set{}, fmt.Errorf("no QEMU user-mode emulator on PATH, and none could be got from Debian: %w", err)
}

var versionPattern = regexp.MustCompile(`version (\d+)`)

// version returns an emulator's major version.
func version(path string) (int, error) {
	if path == "" {
		return 0, exec.ErrNotFound
	}
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return 0, err
	}
	m := versionPattern.FindSubmatch(out)
	if m == nil {
		return 0, errors.New("no version in " + string(bytes.TrimSpace(out)))
	}
	return strconv.Atoi(string(m[1]))
}
