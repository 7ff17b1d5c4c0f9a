//go:build unix

package kernels

import (
	"fmt"
	"os"
	"path/filepath"
)

// A Say is told what goes on.
type Say func(format string, args ...any)

// folder returns the cache's folder for what this package keeps.
func folder(name string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder to keep kernels in: %w", err)
	}
	dir := filepath.Join(cache, "rawthread", name)
	return dir, os.MkdirAll(dir, 0o755)
}

// InCache reports whether the cache has the target's kernel.
func (t Target) InCache() bool {
	dir, err := folder("kernels")
	if err != nil {
		return false
	}
	_, err = os.Stat(filepath.Join(dir, t.Kernel))
	return err == nil
}
