//go:build unix

package emulator

import (
	"errors"
	"os"
	"path/filepath"

	"rawthread/internal/debian"
	"rawthread/internal/qemu"
)

// suites are where Debian has a QEMU that is able, in order of preference:
// trixie's is updated as QEMU's own 10.0.x is, and its programs are linked
// statically; backports' may be older than wanted.
var suites = []string{"trixie", "bookworm-backports"}

// getFromDebian downloads the package qemu-user and unpacks it into dir.
func getFromDebian(dir string, say func(string, ...any)) error {
	unlock, err := debian.Lock(dir + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if qemu.VersionOf(filepath.Join(dir, "usr", "bin", probe)).AtLeast(able) {
		return nil // another run was faster
	}
	arch, err := debian.Architecture()
	if err != nil {
		return err
	}
	var failures []error
	for _, suite := range suites {
		say("getting QEMU's user-mode emulators: Debian's package qemu-user of %s, 63 MB, into %s", suite, dir)
		err := debian.With(dir+".apt", arch, []string{suite}, func(r *debian.Root) error {
			deb, err := r.Download("qemu-user")
			if err != nil {
				return err
			}
			whole := dir + ".new"
			os.RemoveAll(whole)
			if err := debian.Unpack(whole, deb); err != nil {
				return err
			}
			os.RemoveAll(dir)
			return os.Rename(whole, dir)
		})
		if err == nil {
			return nil
		}
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}
