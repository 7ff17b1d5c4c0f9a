//go:build unix

package debian

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Run runs a command quietly: its last lines go into the error if it fails.
func Run(dir, name string, args ...string) error {
	_, err := output(dir, name, args...)
	return err
}

// output is Run, and returns what the command prints.
func output(dir, name string, args ...string) ([]byte, error) {
	var out, all bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive")
	cmd.Stdout, cmd.Stderr = &out, &all
	err := cmd.Run()
	if err == nil {
		return out.Bytes(), nil
	}
	said := all.String()
	if strings.TrimSpace(said) == "" {
		said = out.String()
	}
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return nil, fmt.Errorf("%s: %w: %s", name, err, strings.Join(lines[max(0, len(lines)-3):], "; "))
}

// Lock keeps two runs from getting the same thing at once.
func Lock(path string) (unlock func(), err error) {
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
