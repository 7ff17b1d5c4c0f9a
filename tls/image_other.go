//go:build !linux

package tls

import (
	"errors"
	"fmt"
	"runtime"
)

// ProgramImage fails with [errors.ErrUnsupported]: it is for Linux.
func ProgramImage() (Image, error) {
	return Image{}, fmt.Errorf("tls: ProgramImage on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
