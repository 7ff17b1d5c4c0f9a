//go:build !linux

package rawsafe

import (
	"errors"
	"runtime"
)

// self is the running program: its headers are found as Linux shows them, and raw
// threads are for Linux only.
func self() (program, error) {
	return nil, errors.New("rawsafe: the running program is checked on Linux only, not on " + runtime.GOOS)
}
