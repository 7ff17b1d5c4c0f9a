//go:build unix

// Package debian gets packages from Debian by the apt sources that the machine
// has, with their signatures checked, into folders of the caller's. It installs
// nothing, needs no root, and leaves apt's own state alone.
package debian

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// A Source is a repository and the keyring that signs it.
type Source struct{ uri, key string }

// keyring is where Debian's package debian-archive-keyring puts its keys.
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

// Sources returns the Debian repositories that this machine's apt knows.
func Sources() ([]Source, error) {
	for _, tool := range []string{"apt-get", "dpkg"} {
		if _, err := exec.LookPath(tool); err != nil {
			return nil, fmt.Errorf("this machine has no %s", tool)
		}
	}
	out, err := exec.Command("apt-get", "indextargets", "--format", "$(REPO_URI) $(SIGNED_BY) $(ORIGIN)", "Created-By: Packages").Output()
	if err != nil {
		return nil, fmt.Errorf("apt-get indextargets: %w", err)
	}
	sources := parseTargets(out)
	if len(sources) == 0 {
		return nil, errors.New("apt has no source of Debian's; add one")
	}
	return sources, nil
}

// parseTargets reads apt-get indextargets' lines of URI, keyring and origin.
// Security and other archives, whose URI does not end in debian, are left out.
func parseTargets(out []byte) []Source {
	var all []Source
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) == 0 || seen[f[0]] || !strings.HasSuffix(strings.TrimSuffix(f[0], "/"), "/debian") {
			continue
		}
		seen[f[0]] = true
		s := Source{f[0], keyring}
		if len(f) > 1 && strings.HasPrefix(f[1], "/") {
			s.key = f[1]
		}
		all = append(all, s)
	}
	return all
}

// Architecture returns Debian's name of this machine's architecture.
func Architecture() (string, error) {
	if _, err := exec.LookPath("dpkg"); err != nil {
		return "", errors.New("this machine has no dpkg")
	}
	out, err := exec.Command("dpkg", "--print-architecture").Output()
	return strings.TrimSpace(string(out)), err
}
