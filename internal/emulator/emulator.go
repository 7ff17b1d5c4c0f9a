//go:build unix

// Package emulator finds QEMU's user-mode emulators, and gets them from Debian
// if the machine has none that is new enough.
package emulator

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"rawthread/internal/qemu"
)

// probe is the emulator that stands for a set of them.
const probe = "qemu-aarch64"

var (
	// wanted is the oldest QEMU whose user mode forks a program of several threads
	// without risk: before 10.0.3 the child waits for ever if another thread was
	// opening or closing a file, before 10.0.8 if one was making a thread. (Which
	// 10.1.x and 10.2.x have the latter mended is not known here; they pass.)
	wanted = qemu.Version{10, 0, 8}
	// able is the oldest that runs all architectures: 7.2, which Debian 12 has,
	// shares one GDT among the threads of a 386 program, and breaks them.
	able = qemu.Version{10}
)

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
// PATH has serves. What is older than wanted comes with a warning. say is told
// what goes on.
func Find(say func(format string, args ...any)) (Set, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return Set{}, fmt.Errorf("no folder to keep emulators in: %w", err)
	}
	dir := filepath.Join(cache, "rawthread", "qemu-user-"+wanted.String())
	bin := filepath.Join(dir, "usr", "bin")
	if v := qemu.VersionOf(filepath.Join(bin, probe)); v.AtLeast(able) {
		return Set{dir: bin, Warning: warning(v)}, nil
	}
	onPath, _ := exec.LookPath(probe)
	v := qemu.VersionOf(onPath)
	if v.AtLeast(wanted) {
		return Set{}, nil
	}
	err = getFromDebian(dir, say)
	if err == nil {
		return Set{dir: bin, Warning: warning(qemu.VersionOf(filepath.Join(bin, probe)))}, nil
	}
	if v != (qemu.Version{}) {
		return Set{Warning: fmt.Sprintf("%s; a newer one could not be had: %v", warning(v), err)}, nil
	}
	return Set{}, fmt.Errorf("no QEMU user-mode emulator on PATH, and none could be got from Debian: %w", err)
}

// warning says what to know of a version, "" if nothing.
func warning(v qemu.Version) string {
	switch {
	case v.AtLeast(wanted):
		return ""
	case v.AtLeast(able):
		return fmt.Sprintf("QEMU %v is used: before %v a process that its user mode forks may hang", v, wanted)
	}
	return fmt.Sprintf("QEMU %v is used, which is known to break 386 before %v", v, able)
}
