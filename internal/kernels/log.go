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
