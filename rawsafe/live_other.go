//go:build !linux

package rawsafe

import (
	"errors"
	"runtime"
)

func self() (program, error) {
	return nil, errors.New("rawsafe: the running program is checked on Linux only, not on " + runtime.GOOS)
}
