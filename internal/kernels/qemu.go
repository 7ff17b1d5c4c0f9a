//go:build unix

package kernels

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"

	"rawthread/internal/debian"
	"rawthread/internal/qemu"
)

// minQEMU is the oldest version that boots all targets.
var minQEMU = qemu.Version{10}

// suites are where Debian has such a QEMU, each with the suite that what it
// depends on is in.
var suites = [][]string{{"bookworm-backports", "bookworm"}, {"trixie"}}

// Emulator returns the words that run the machine's qemu-system: PATH's if it
// is new enough, else Debian's, which it gets into the cache.
func (m Machine) Emulator(say Say) ([]string, error) {
	name := "qemu-system-" + m.System
	onPath, _ := exec.LookPath(name)
	if qemu.VersionOf(onPath).AtLeast(minQEMU) {
		return []string{onPath}, nil
	}
	var failures []error
	for _, s := range suites {
		dir, err := folder("qemu-system-" + s[0])
		if err != nil {
			return nil, err
		}
		p := debian.Programs{Dir: dir, Suites: s}
		if !p.Has(m.Package) {
			say("getting QEMU: Debian's package %s of %s, and what it needs, into %s", m.Package, s[0], dir)
			err = p.Get(m.Package)
		}
		if err == nil {
			var words []string
			if words, err = p.Command(name); err == nil {
				return append(words, dataFolders(dir)...), nil
			}
		}
		failures = append(failures, err)
	}
	err := errors.Join(failures...)
	if onPath != "" {
		return nil, fmt.Errorf("%s of PATH is older than QEMU %v, and no newer one could be got: %w", name, minQEMU, err)
	}
	return nil, fmt.Errorf("no %s on PATH, and none could be got: %w", name, err)
}

// dataFolders are the options that tell QEMU where its firmware is.
func dataFolders(root string) (args []string) {
	for _, d := range []string{"usr/share/qemu", "usr/share/seabios", "usr/lib/ipxe/qemu"} {
		args = append(args, "-L", filepath.Join(root, d))
	}
	return args
}
