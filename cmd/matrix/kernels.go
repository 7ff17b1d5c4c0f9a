//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"rawthread/internal/guest"
	"rawthread/internal/kernels"
)

// A machineRow is the row of a target, and what it takes to boot it.
type machineRow struct {
	*row
	target   kernels.Target
	kernel   string   // file
	emulator []string // words
	suite    *suite
	leftOut  string // why it does not run, "" if it does
	release  string // what the booted kernel says
	page     int
	log      string // the console, if something went wrong
}

// A suite is the test binaries of one architecture, and init.
type suite struct {
	init  string
	cells []*cell // what is to run, with the binaries, or why it can't
	err   error
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, "matrix: "+format+"\n", args...) }

// runKernels boots each target and runs the tests in it. While one target runs,
// what the next one needs is got and built.
func runKernels(ctx context.Context, o *options) error {
	tmp, err := os.MkdirTemp("", "matrix-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	rows, begun := planKernels(o), time.Now()
	p := newProgress()
	ready := make(chan *machineRow)
	go func() {
		defer close(ready)
		suites := map[string]*suite{}
		for _, r := range rows {
			if o.late(r, begun) == "" {
				r.prepare(ctx, o, tmp, suites, p)
			}
			ready <- r
		}
	}()
	for r := range ready {
		if why := o.late(r, begun); why != "" {
			r.leaveOut(why)
			p.note("%s is left out: %s", r.arch, why)
			continue
		}
		start := time.Now()
		if r.err == nil && ctx.Err() == nil {
			r.run(ctx, o, tmp, p)
		}
		r.elapsed = time.Since(start)
		p.done(r.row)
		p.note("%s: done in %.0f s", r.arch, r.elapsed.Seconds())
	}
	p.close()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return summarizeKernels(rows, o)
}

// late tells why a target is one of those that there is no time for any more, or
// that are left out anyway; "" if it is not.
func (o *options) late(r *machineRow, begun time.Time) string {
	switch over := time.Since(begun); {
	case r.target.Built() && !o.named && !r.target.InCache():
		return "its kernel is not built; go run ./cmd/matrix kernel build does it"
	case o.until > 0 && over > o.until:
		return fmt.Sprintf("it would begin later than %v after the first", o.until)
	case r.target.Built() && o.within > 0 && over > o.within:
		return fmt.Sprintf("its kernel is not a package, and it would begin later than %v after the first", o.within)
	}
	return ""
}

// leaveOut has the target counted as something skipped.
func (r *machineRow) leaveOut(why string) {
	r.leftOut = why
	r.cells = []*cell{{pkg: "suite", result: result{skipped: 1, skips: map[string]string{"all": "left out: " + why}}}}
}

func planKernels(o *options) (rows []*machineRow) {
	for _, t := range o.targets {
		rows = append(rows, &machineRow{row: &row{arch: t.Name, emulator: "guest"}, target: t})
	}
	return rows
}

// prepare gets the kernel and the emulator, and builds the suite for the
// target's architecture if no target before it did.
func (r *machineRow) prepare(ctx context.Context, o *options, tmp string, suites map[string]*suite, p *progress) {
	if ctx.Err() != nil {
		return
	}
	if r.kernel, r.err = r.target.KernelFile(say); r.err != nil {
		return
	}
	if r.emulator, r.err = r.target.Machine.Emulator(say); r.err != nil {
		return
	}
	s := suites[r.target.GOARCH]
	if s == nil {
		s = buildSuite(ctx, o, r.target.GOARCH, filepath.Join(tmp, r.target.GOARCH), p)
		suites[r.target.GOARCH] = s
	}
	r.suite, r.err = s, s.err
}

// buildSuite builds init and the test binaries of all packages.
func buildSuite(ctx context.Context, o *options, goarch, dir string, p *progress) *suite {
	s := &suite{init: filepath.Join(dir, "init")}
	r := &row{arch: goarch, emulator: "guest"}
	if s.err = os.MkdirAll(dir, 0o755); s.err != nil {
		return s
	}
	build := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", s.init, "rawthread/internal/guest/init")
	build.Env = r.env()
	if out, err := build.CombinedOutput(); err != nil {
		s.err = fmt.Errorf("building init: %w\n%s", err, out)
		return s
	}
	r.build(ctx, o.lighter(), dir, p)
	p.done(r)
	s.cells, s.err = r.cells, r.err
	return s
}

// lighter is o with binaries a third smaller, by leaving the tables for debuggers
// out: all binaries have to be in a guest's memory at once, and a Malta board's
// kernel uses 256 MiB.
func (o *options) lighter() *options {
	l := *o
	for _, f := range o.build {
		if strings.HasPrefix(f, "-ldflags") {
			return &l
		}
	}
	l.build = append([]string{"-ldflags=-w"}, o.build...)
	return &l
}

// run boots the target and runs the suite in it.
func (r *machineRow) run(ctx context.Context, o *options, tmp string, p *progress) {
	var plan guest.Plan
	var programs []guest.Program
	var running []*cell // by the number of the run
	plan.Env = []string{"RAWTHREAD_KERNEL=1"}
	for _, built := range r.suite.cells {
		c := &cell{pkg: built.pkg, dir: built.dir, binary: built.binary, err: built.err}
		r.cells = append(r.cells, c)
		if c.err != nil {
			p.cell(r.row, c)
			continue
		}
		program := guest.Program{Name: c.pkg, Binary: c.binary, Dir: c.dir}
		path, dir := program.Place()
		plan.Runs = append(plan.Runs, guest.Run{Args: append([]string{path}, o.testArgs()...), Dir: dir, Limit: o.timeout + 30*time.Second})
		programs = append(programs, program)
		running = append(running, c)
	}
	initramfs := filepath.Join(tmp, r.arch+".cpio")
	defer os.Remove(initramfs)
	if r.err = writeInitramfs(initramfs, r.suite.init, programs, plan); r.err != nil {
		return
	}
	log, err := kernels.Log(r.arch)
	if err != nil {
		r.err = err
		return
	}
	defer log.Close()
	m := r.target.Machine
	machine := guest.Machine{Emulator: r.emulator, Args: m.Args, CPUs: m.CPUs, Memory: m.Memory,
		Kernel: r.kernel, Initramfs: initramfs, Console: m.Console, Append: m.Append}
	f := follower{r: r, cells: running, o: o, p: p}
	began := false
	event := func(e guest.Event) { began = true; f.event(e) }
	r.err = machine.Boot(ctx, plan, log, event, f.line)
	if r.err != nil && !began && ctx.Err() == nil {
		// Nothing of the suite has run: a kernel under emulation may trip over a
		// host that is busy.
		p.note("%s: %v, before init: it is booted again", r.arch, r.err)
		r.err = machine.Boot(ctx, plan, log, event, f.line)
	}
	f.stop(r.err)
	bad := r.err != nil
	for _, c := range r.cells {
		bad = bad || c.err != nil || c.failed > 0
	}
	if bad {
		r.log = log.Name()
		return
	}
	os.Remove(log.Name())
}

func writeInitramfs(file, init string, programs []guest.Program, plan guest.Plan) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := guest.Initramfs(f, init, programs, plan); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
