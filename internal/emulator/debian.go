//go:build unix

package emulator

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// suites are where Debian has a QEMU that is new enough, in order of preference.
var suites = []string{"bookworm-backports", "trixie"}

// getFromDebian downloads the package qemu-user by the machine's own apt
// sources, with its signature checked, and unpacks it into dir. It installs
// nothing, needs no root, and leaves apt's own state alone.
func getFromDebian(dir string, say func(string, ...any)) error {
	for _, tool := range []string{"apt-get", "dpkg"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Errorf("this machine has no %s", tool)
		}
	}
	unlock, err := lock(dir + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if v, _ := version(filepath.Join(dir, "usr", "bin", "qemu-aarch64")); v >= MinVersion {
		return nil // another run was faster
	}
	out, err := exec.Command("apt-get", "indextargets", "--format", "$(REPO_URI) $(SIGNED_BY) $(ORIGIN)", "Created-By: Packages").Output()
	if err != nil {
		return fmt.Errorf("apt-get indextargets: %w", err)
	}
	sources := parseTargets(out)
	if len(sources) == 0 {
		return errors.New("apt has no source of Debian's; add one, or install QEMU 10's qemu-user")
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), "qemu-user-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	var failures []error
	for _, s := range sources {
		for _, suite := range suites {
			say("getting QEMU's user-mode emulators: Debian's package qemu-user of %s, 63 MB, into %s", suite, dir)
			if err := fetch(tmp, s, suite); err != nil {
				failures = append(failures, fmt.Errorf("%s: %w", suite, err))
				continue
			}
			os.RemoveAll(dir)
			return os.Rename(filepath.Join(tmp, "root"), dir)
		}
	}
	return errors.Join(failures...)
}

// A source is a repository and the keyring that signs it.
type source struct{ uri, key string }

// debianKeyring is where Debian's package debian-archive-keyring puts its keys.
const debianKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

// parseTargets reads apt-get indextargets' lines of URI, keyring and origin.
// Security and other archives, whose URI does not end in debian, are left out.
func parseTargets(out []byte) []source {
	var all []source
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) == 0 || seen[f[0]] || !strings.HasSuffix(strings.TrimSuffix(f[0], "/"), "/debian") {
			continue
		}
		seen[f[0]] = true
		s := source{f[0], debianKeyring}
		if len(f) > 1 && strings.HasPrefix(f[1], "/") {
			s.key = f[1]
		}
		all = append(all, s)
	}
	return all
}

// fetch gets qemu-user of a suite and unpacks it into tmp/root.
func fetch(tmp string, s source, suite string) error {
	for _, d := range []string{"lists/partial", "cache/archives/partial", "root"} {
		if err := os.MkdirAll(filepath.Join(tmp, d), 0o755); err != nil {
			return err
		}
	}
	list := filepath.Join(tmp, "sources.list")
	line := fmt.Sprintf("deb [signed-by=%s] %s %s main\n", s.key, s.uri, suite)
	if err := os.WriteFile(list, []byte(line), 0o644); err != nil {
		return err
	}
	options := []string{"-q", "-o", "Dir::Etc::SourceList=" + list, "-o", "Dir::Etc::SourceParts=/dev/null",
		"-o", "Dir::State::Lists=" + filepath.Join(tmp, "lists"), "-o", "Dir::Cache=" + filepath.Join(tmp, "cache"), "-o", "Debug::NoLocking=1"}
	if os.Geteuid() == 0 {
		options = append(options, "-o", "APT::Sandbox::User=root")
	}
	if err := quietly(tmp, "apt-get", append(options, "update")...); err != nil {
		return err
	}
	if err := quietly(tmp, "apt-get", append(options, "download", "qemu-user")...); err != nil {
		return err
	}
	debs, _ := filepath.Glob(filepath.Join(tmp, "qemu-user_*.deb"))
	if len(debs) != 1 {
		return fmt.Errorf("apt-get download left %d packages", len(debs))
	}
	return quietly(tmp, "dpkg", "-x", debs[0], filepath.Join(tmp, "root"))
}

// quietly runs a command, whose output goes into the error if it fails.
func quietly(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	last := ""
	for sc := bufio.NewScanner(bytes.NewReader(out)); sc.Scan(); {
		if strings.TrimSpace(sc.Text()) != "" {
			last = sc.Text()
		}
	}
	return fmt.Errorf("%s: %w: %s", name, err, last)
}

// lock keeps two runs from getting the package at once.
func lock(path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	return func() { f.Close() }, nil
}
