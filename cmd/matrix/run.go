//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// runProgram builds a main package for each architecture and runs it there.
func runProgram(ctx context.Context, o *options) error {
	if len(o.packages) == 0 {
		return errors.New("run: no package")
	}
	rows, err := plan(o.arches)
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "matrix-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	var failures []error
	for _, r := range rows {
		if ctx.Err() != nil {
			break
		}
		fmt.Printf("=== %s\n", r.arch)
		if err := r.runOne(ctx, o.packages, filepath.Join(tmp, r.arch)); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", r.arch, err))
		}
	}
	return errors.Join(failures...)
}

func (r *row) runOne(ctx context.Context, args []string, binary string) error {
	if r.err != nil {
		return r.err
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, args[0])
	build.Env = r.env()
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("go build: %w", err)
	}
	argv := append([]string{binary}, args[1:]...)
	if r.emulator != "" {
		argv = append([]string{r.emulator}, argv...)
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

// vet runs go vet for each architecture.
func vet(ctx context.Context, o *options) error {
	var wg sync.WaitGroup
	errs := make([]error, len(o.arches))
	slots := make(chan struct{}, o.jobs)
	for i, arch := range o.arches {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			cmd := exec.CommandContext(ctx, "go", append([]string{"vet"}, o.packages...)...)
			cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+arch, "CGO_ENABLED=0")
			out, err := cmd.CombinedOutput()
			if err != nil {
				errs[i] = fmt.Errorf("go vet on %s: %w\n%s", arch, err, out)
				return
			}
			fmt.Println("vet ok:", arch)
		}()
	}
	wg.Wait()
	return errors.Join(errs...)
}
