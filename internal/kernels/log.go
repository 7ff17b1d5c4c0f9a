//go:build unix

package kernels

import (
	"os"
	"path/filepath"
)

// Log makes the file that a target's console goes to.
func Log(target string) (*os.File, error) {
	dir, err := folder("consoles")
	if err != nil {
		return nil, err
	}
	return os.Create(filepath.Join(dir, target+".log"))
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
