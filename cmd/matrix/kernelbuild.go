//go:build unix

package main

import (
	"context"
	"errors"

	"rawthread/internal/kernels"
)

// buildKernels is the command kernel build.
func buildKernels(ctx context.Context, o *options) error {
	if len(o.packages) == 0 || o.packages[0] != "build" {
		return errors.New("kernel: build is all that it does: matrix kernel build [NAMES]")
	}
	return kernels.Build(ctx, o.packages[1:], say)
}
