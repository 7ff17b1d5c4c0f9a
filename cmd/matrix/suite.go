//go:build unix

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
	"sync"
	"syscall"
	"time"

	"rawthread/internal/emulator"
)

// A cell is one package on one architecture.
type cell struct {
	pkg, dir string
	binary   string // in a file, while it is needed
	result
	err     error // what kept it from running to its end
	elapsed time.Duration
}

// A row is one architecture.
type row struct {
	arch     string
	emulator string // "" on the machine itself
	cells    []*cell
	err      error
	elapsed  time.Duration
}

// runSuite builds and runs the tests, and the benchmarks that flags ask for, and
// prints the table.
func runSuite(ctx context.Context, o *options) error {
	tmp, err := os.MkdirTemp("", "matrix-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	rows, err := plan(o.arches)
	if err != nil {
		return err
	}
	p := newProgress()
	var wg sync.WaitGroup
	slots := make(chan struct{}, o.jobs)
	for _, r := range rows {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			start := time.Now()
			if r.err == nil {
				r.run(ctx, o, filepath.Join(tmp, r.arch), p)
			}
			r.elapsed = time.Since(start)
			p.done(r)
			r.printBenchmarks()
		}()
	}
	wg.Wait()
	p.close()
	return summary(os.Stderr, os.Stdout, rows, o, func(w io.Writer) { table(w, rows) })
}

// plan gives each architecture its emulator.
func plan(arches []string) ([]*row, error) {
	var rows []*row
	var set emulator.Set
	var setErr error
	asked := false
	for _, arch := range arches {
		r := &row{arch: arch}
		rows = append(rows, r)
		if arch == runtime.GOARCH && runtime.GOOS == "linux" {
			continue
		}
		if !asked {
			asked = true
			set, setErr = emulator.Find(func(format string, args ...any) { fmt.Fprintf(os.Stderr, "matrix: "+format+"\n", args...) })
			if set.Warning != "" {
				fmt.Fprintln(os.Stderr, "matrix: warning:", set.Warning)
			}
		}
		if r.err = setErr; r.err == nil {
			r.emulator, r.err = set.Path(arch)
		}
	}
	return rows, nil
}

// env is the environment for go commands for the row's architecture.
func (r *row) env() []string {
	env := append(os.Environ(), "GOOS=linux", "GOARCH="+r.arch)
	if r.emulator != "" {
		env = append(env, "CGO_ENABLED=0")
	}
	return env
}

// run builds and runs every package with tests.
func (r *row) run(ctx context.Context, o *options, tmp string, p *progress) {
	r.each(ctx, o, tmp, p, func(c *cell) {
		start := time.Now()
		c.build(ctx, r, o, p)
		if c.err == nil {
			c.err = c.run(ctx, r, o, c.binary, p)
			if c.err != nil && r.emulator != "" && c.stuckInFork() {
				p.note("%s: %s hung while the emulator forked, in %s: it is started once more", r.arch, c.pkg, c.last)
				c.result = result{}
				c.err = c.run(ctx, r, o, c.binary, p)
			}
			c.elapsed = time.Since(start)
			os.Remove(c.binary)
		}
		p.cell(r, c)
	})
}

// build builds the test binary of every package with tests.
func (r *row) build(ctx context.Context, o *options, tmp string, p *progress) {
	r.each(ctx, o, tmp, p, func(c *cell) { c.build(ctx, r, o, p) })
}

// each makes a cell for every package with tests, and calls do with it.
func (r *row) each(ctx context.Context, o *options, tmp string, p *progress, do func(*cell)) {
	if r.err = os.MkdirAll(tmp, 0o755); r.err != nil {
		return
	}
	list := exec.CommandContext(ctx, "go", append([]string{"list", "-f", "{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}\t{{.Dir}}{{end}}"}, o.packages...)...)
	list.Env = r.env()
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		r.err = fmt.Errorf("go list: %w", err)
		return
	}
	for line := range strings.Lines(string(out)) {
		pkg, dir, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || ctx.Err() != nil {
			continue
		}
		c := &cell{pkg: pkg, dir: dir, binary: filepath.Join(tmp, strings.ReplaceAll(pkg, "/", "_")+".test")}
		r.cells = append(r.cells, c)
		do(c)
	}
}

// build builds the test binary.
func (c *cell) build(ctx context.Context, r *row, o *options, p *progress) {
	p.show(r, c, "building", 0)
	build := exec.CommandContext(ctx, "go", append(append([]string{"test", "-c", "-vet=off", "-o", c.binary}, o.build...), c.pkg)...)
	build.Env = r.env()
	if out, err := build.CombinedOutput(); err != nil {
		c.err = fmt.Errorf("build: %w\n%s", err, out)
	}
}

// testArgs are the arguments of a test binary for command test.
func (o *options) testArgs() []string {
	return append([]string{"-test.v=test2json", "-test.paniconexit0", "-test.timeout=" + o.timeout.String()}, o.test...)
}

// run runs a test binary.
func (c *cell) run(ctx context.Context, r *row, o *options, binary string, p *progress) error {
	args := append([]string{binary}, o.testArgs()...)
	env := os.Environ()
	if r.emulator != "" {
		args = append([]string{r.emulator}, args...)
		env = append(env, "RAWTHREAD_EMULATOR="+r.emulator)
	}
	limit, cancel := context.WithTimeout(ctx, o.timeout+30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(limit, args[0], args[1:]...)
	cmd.Dir = c.dir
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGQUIT) }
	cmd.WaitDelay = 5 * time.Second
	pr, pw, err := os.Pipe()
	if err != nil {
		return err
	}
	defer pr.Close()
	cmd.Stdout, cmd.Stderr = pw, pw
	if err := cmd.Start(); err != nil {
		pw.Close()
		return err
	}
	pw.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		n := 0
		c.parse(pr, func(test string) { n++; p.show(r, c, test, n) })
	}()
	err = cmd.Wait()
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what it left behind, and the pipe with it
	<-done
	switch {
	case limit.Err() == context.DeadlineExceeded:
		return fmt.Errorf("timed out after %v", o.timeout)
	case err != nil && c.failed == 0:
		return fmt.Errorf("ended with %w", err)
	case err == nil && c.passed+c.failed+c.skipped == 0 && len(o.test) == 0:
		return errors.New("no tests ran")
	}
	return nil
}

// printBenchmarks prints the row's benchmarks, if any ran, in the format that
// benchstat reads.
func (r *row) printBenchmarks() {
	for _, c := range r.cells {
		fmt.Print(c.bench.String())
	}
}
