//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"rawthread/bench"
)

// runBench measures on each architecture, one after the other, and prints the
// ratios of all.
func runBench(ctx context.Context, o *options) error {
	tmp, err := os.MkdirTemp("", "matrix-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if o.results == "" {
		o.results = filepath.Join(tmp, "results")
	}
	if err := os.MkdirAll(o.results, 0o755); err != nil {
		return err
	}
	rows, err := plan(o.arches)
	if err != nil {
		return err
	}
	p := newProgress()
	var runs []*bench.Run
	var failures []error
	for _, r := range rows {
		start := time.Now()
		err := r.err
		if err == nil {
			err = r.measure(ctx, o, filepath.Join(tmp, r.arch), p)
		}
		if ctx.Err() != nil {
			break
		}
		if run, readErr := bench.ReadFile(o.resultFile(r, "json")); readErr == nil {
			runs = append(runs, run)
		}
		if err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", r.arch, err))
		}
		p.done(r)
		p.close()
		say("%s: done in %.0f s", r.arch, time.Since(start).Seconds())
	}
	bench.Ratios(os.Stdout, runs)
	return errors.Join(failures...)
}

// resultFile is where a result of a row goes.
func (o *options) resultFile(r *row, ending string) string {
	return filepath.Join(o.results, r.arch+"."+ending)
}

// measure builds cmd/bench for the row's architecture and, where an emulator
// runs it, its peers, and runs it. The table goes to standard output too.
func (r *row) measure(ctx context.Context, o *options, tmp string, p *progress) error {
	c := &cell{pkg: "bench"}
	p.show(r, c, "building", 0)
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		return err
	}
	binary := filepath.Join(tmp, "bench")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "rawthread/cmd/bench")
	build.Env = r.env()
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	args := []string{binary, "-json", o.resultFile(r, "json"), "-gofmt", o.resultFile(r, "bench")}
	env := os.Environ()
	if o.quick || r.emulator != "" { // what an emulator adds is more than what more rounds tell
		args = append(args, "-quick")
	}
	if r.emulator != "" {
		peers := filepath.Join(tmp, "peers")
		if err := bench.BuildPeers(r.arch, peers); err != nil {
			return err
		}
		args = append(append([]string{r.emulator}, args...), "-top", "1000", "-compare", "")
		env = append(env, bench.EmulatorVar+"="+r.emulator, bench.PeersVar+"="+peers)
	}
	limit, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	cmd := exec.CommandContext(limit, args[0], append(args[1:], o.packages...)...)
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) } // it puts limits back
	cmd.WaitDelay = 10 * time.Second
	var table strings.Builder
	cmd.Stdout = &table
	said, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	last := ""
	for steps := bufio.NewScanner(said); steps.Scan(); {
		last = steps.Text()
		p.show(r, c, last, 0)
		if !p.terminal {
			say("%s: %s", r.arch, last)
		}
	}
	err = cmd.Wait()
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what it left behind
	p.close()
	fmt.Print(table.String(), "\n")
	if err := os.WriteFile(o.resultFile(r, "txt"), []byte(table.String()), 0o644); err != nil {
		return err
	}
	switch {
	case limit.Err() == context.DeadlineExceeded:
		return fmt.Errorf("timed out after %v in %q", o.timeout, last)
	case err != nil:
		return fmt.Errorf("%w: %s", err, last)
	}
	return nil
}
