package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// vet runs the checker of bodies, a command in a module of its own, since it
// needs more than the standard library: it is built, which is fast when the go
// command has done it before, and run in the current directory.
func vet(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	dir, err := toolsDir(ctx)
	var tmp, program string
	if err == nil {
		tmp, err = os.MkdirTemp("", "kthread-vet-")
	}
	if err == nil {
		defer os.RemoveAll(tmp)
		program, err = buildVet(ctx, dir, tmp)
	}
	if err != nil {
		fmt.Fprintf(stderr, "kthread vet: %v\n", err)
		return 2
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.Env = append(os.Environ(), "TMPDIR="+tmp) // nothing is left if it is killed
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return exit.ExitCode()
	}
	fmt.Fprintf(stderr, "kthread vet: %v\n", err)
	return 2
}

// toolsDir returns the directory of this module's nested module of tools.
func toolsDir(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}\n{{.Version}}", "rawthread").Output()
	if err != nil {
		return "", fmt.Errorf("finding module rawthread from here: %w%s", err, said(err))
	}
	module, version, _ := strings.Cut(strings.TrimRight(string(out), "\n"), "\n")
	dir := filepath.Join(module, "tools")
	if _, err := os.Stat(filepath.Join(dir, "kthreadvet")); module != "" && err == nil {
		return dir, nil
	}
	if version == "" {
		version = "latest"
	}
	return "", fmt.Errorf("module rawthread is here without its tools; run\n\tgo run rawthread/tools/kthreadvet@%s", version)
}

// buildVet builds the tool into tmp, for the machine that this command is for.
func buildVet(ctx context.Context, dir, tmp string) (string, error) {
	program := filepath.Join(tmp, "kthreadvet")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-C", dir, "-buildvcs=false", "-o", program, "./kthreadvet")
	cmd.Env = append(os.Environ(), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH, "GOWORK=off")
	if _, err := cmd.Output(); err != nil {
		return "", fmt.Errorf("building the tool in %s: %w%s", dir, err, said(err))
	}
	return program, nil
}

// said is what a command that failed wrote to stderr, on a line of its own.
func said(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(exit.Stderr) > 0 {
		return "\n" + strings.TrimSpace(string(exit.Stderr))
	}
	return ""
}
