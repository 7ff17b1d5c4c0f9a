package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// goCommand runs the go command in dir for an architecture of Linux, or for the
// environment's if arch is nil, and returns what it prints. What it says on
// stderr goes into the error if it fails.
func goCommand(dir string, arch *string, args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	if arch != nil {
		cmd.Env = environment(*arch)
	}
	if err := cmd.Run(); err != nil {
		what := "go " + args[0]
		if arch != nil {
			what += " for " + *arch
		}
		return nil, fmt.Errorf("%s: %w\n%s", what, err, strings.TrimSpace(errs.String()))
	}
	return out.Bytes(), nil
}

// environment is the environment of builds for an architecture: without cgo,
// whose compilers are rarely there for others.
func environment(arch string) []string {
	return append(os.Environ(), "GOOS=linux", "GOARCH="+arch, "CGO_ENABLED=0")
}

// buildFlags are the flags that all builds, and the loading, have in common.
func (o options) buildFlags() []string {
	if o.tags == "" {
		return nil
	}
	return []string{"-tags=" + o.tags}
}
