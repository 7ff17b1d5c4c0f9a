//go:build unix

// Matrix runs the project's tests, benchmarks and programs on every Linux
// architecture that Go has: this machine's directly, the others under QEMU's
// user mode, or in Linux kernels that it boots in QEMU's machines. It gets what
// it needs first if need be.
//
//	matrix test [flags] [packages] [-- go test flags]
//	matrix test -kernel [flags] [packages] [-- go test flags]
//	matrix kernel build [names]
//	matrix bench [-arch LIST] [-quick] [-o DIR] [cases]
//	matrix run [-arch LIST] package [arguments]
//	matrix vet [packages]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"rawthread/internal/emulator"
	"rawthread/internal/kernels"
)

const usage = `usage: go run ./cmd/matrix COMMAND [flags] [packages] [-- go test flags]

Commands:
  test    run the test suite on every architecture; default packages ./...
          (go vet has a command of its own here: the build leaves it out)
  bench   measure beside the peers (cmd/bench), one architecture after the other;
          those that are emulated as with -quick
  run     build a main package for the architectures and run it: matrix run -arch s390x ./cmd/kthread DIR
  vet     go vet for every architecture
  kernel  kernel build [NAMES]: builds the kernels of the architectures that Debian
          has none for: ppc64, ppc64-64k, mips64, mips; default all

Flags:
  -arch LIST     architectures, separated by commas; default all 13
  -j N           architectures at a time; default 2, bench has 1
  -timeout D     for each test binary, default 10m; for each architecture of
                 bench, default 1h

With test:
  -slowest N     name the N tests that took longest
  -kernel        boot Linux kernels in QEMU's machines, and run the tests in them
  -target LIST   with -kernel: targets, separated by commas; default all whose
                 kernel Debian has a package of, and those that are built
  -cpus N        with -kernel: give each machine N CPUs; default 2, one for arm
                 and the boards of MIPS, where more are slow
  -within D      with -kernel: leave out targets whose kernel was built, and that
                 would begin later than D after the first
  -until D       with -kernel: leave out any target that would begin later than D
                 after the first; what is left out is in the table, and counted
  -o FILE        with -kernel: write the results there too, as Markdown

With bench:
  -quick         all in about two minutes, on this machine's architecture too
  -o DIR         write there, for each architecture, ARCH.json, ARCH.bench in the
                 format of Go's benchmarks, and ARCH.txt with the tables

What follows -- goes to go test: build flags (-gcflags, -tags, -cover, -ldflags,
-trimpath) to the build, and others (-run X, -short, -count N, -v ...) to the
test binaries, as name=value or as two words.
`

// options are what the command line says.
type options struct {
	command  string
	arches   []string
	jobs     int
	timeout  time.Duration
	packages []string
	build    []string // flags for go test -c
	test     []string // flags for the test binary

	kernel  bool             // in kernels of their own
	targets []kernels.Target // which
	named   bool             // by the user
	cpus    int              // of each machine, 0 for its own number
	within  time.Duration    // for built ones to begin, 0 for any time
	until   time.Duration    // for all to begin, 0 for any time
	slowest int              // tests to name
	results string           // file or folder to write the results to, "" for none
	quick   bool             // bench
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := parse(os.Args[1:])
	if err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Print(usage)
			return
		}
		fmt.Fprintf(os.Stderr, "matrix: %v\n\n%s", err, usage)
		os.Exit(2)
	}
	switch o.command {
	case "vet":
		err = vet(ctx, o)
	case "run":
		err = runProgram(ctx, o)
	case "kernel":
		err = buildKernels(ctx, o)
	case "bench":
		err = runBench(ctx, o)
	default:
		if o.kernel {
			err = runKernels(ctx, o)
		} else {
			err = runSuite(ctx, o)
		}
	}
	if ctx.Err() != nil {
		os.Exit(130)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "matrix:", err)
		os.Exit(1)
	}
}

// parse reads the command line.
func parse(args []string) (*options, error) {
	if len(args) == 0 {
		return nil, errors.New("no command")
	}
	o := &options{command: args[0]}
	if !slices.Contains([]string{"test", "bench", "run", "vet", "kernel"}, o.command) {
		if strings.HasPrefix(o.command, "-h") || o.command == "help" || o.command == "--help" {
			return nil, flag.ErrHelp
		}
		return nil, fmt.Errorf("no command %q", o.command)
	}
	fs := flag.NewFlagSet("matrix", flag.ContinueOnError)
	fs.SetOutput(os.Stderr)
	fs.Usage = func() {}
	arch := fs.String("arch", "", "")
	target, timeout := "", 10*time.Minute
	switch o.command {
	case "bench":
		o.jobs, timeout = 1, time.Hour
		fs.BoolVar(&o.quick, "quick", false, "")
		fs.StringVar(&o.results, "o", "", "")
	case "test":
		fs.IntVar(&o.slowest, "slowest", 0, "")
		fs.BoolVar(&o.kernel, "kernel", false, "")
		fs.StringVar(&target, "target", "", "")
		fs.IntVar(&o.cpus, "cpus", 0, "")
		fs.DurationVar(&o.within, "within", 0, "")
		fs.DurationVar(&o.until, "until", 0, "")
		fs.StringVar(&o.results, "o", "", "")
		fallthrough
	default:
		fs.IntVar(&o.jobs, "j", 2, "")
	}
	fs.DurationVar(&o.timeout, "timeout", timeout, "")
	rest := args[1:]
	var pass []string
	if i := slices.Index(rest, "--"); i >= 0 && o.command != "run" {
		rest, pass = rest[:i], rest[i+1:]
	}
	if err := fs.Parse(rest); err != nil {
		return nil, err
	}
	if o.packages = fs.Args(); o.command == "kernel" {
		return o, nil
	}
	if len(o.packages) == 0 && o.command != "run" && o.command != "bench" {
		o.packages = []string{"./..."}
	}
	for _, p := range o.packages {
		if strings.HasPrefix(p, "-") && o.command != "run" {
			return nil, fmt.Errorf("flag %s behind a package or case: flags go before, those for go test behind --", p)
		}
	}
	if o.slowest < 0 {
		return nil, fmt.Errorf("-slowest %d: a number of tests", o.slowest)
	}
	if o.jobs < 1 {
		return nil, fmt.Errorf("-j %d: at least one", o.jobs)
	}
	o.arches = slices.Clone(emulator.Arches)
	if *arch != "" && *arch != "all" {
		o.arches = strings.Split(*arch, ",")
		for _, a := range o.arches {
			if !slices.Contains(emulator.Arches, a) {
				return nil, fmt.Errorf("-arch: no architecture %q; there are %s", a, strings.Join(emulator.Arches, " "))
			}
		}
	} else if i := slices.Index(o.arches, runtime.GOARCH); i > 0 { // this machine's first
		o.arches = slices.Insert(slices.Delete(o.arches, i, i+1), 0, runtime.GOARCH)
	}
	if err := o.selectTargets(*arch, target); err != nil {
		return nil, err
	}
	if len(pass) > 0 && o.command == "bench" {
		return nil, errors.New("-- with bench: it runs no go test; matrix test PACKAGE -- -run ^$ -bench X does")
	}
	var err error
	o.build, o.test, err = splitFlags(pass)
	return o, err
}

// maxCPUs is as many as QEMU gives every one of the machines: arm's has the fewest.
const maxCPUs = 8

// selectTargets reads the flags that go with -kernel.
func (o *options) selectTargets(arch, target string) error {
	if !o.kernel {
		if target != "" || o.cpus != 0 || o.results != "" && o.command == "test" {
			return errors.New("-target, -cpus and -o go with -kernel")
		}
		return nil
	}
	var names, arches []string
	if target != "" && target != "all" {
		names = strings.Split(target, ",")
	}
	if arch != "" && arch != "all" {
		arches = o.arches
	}
	var err error
	o.named = names != nil || arches != nil
	if o.targets, err = kernels.Select(names, arches); err != nil || o.cpus == 0 {
		return err
	}
	if o.cpus < 1 || o.cpus > maxCPUs {
		return fmt.Errorf("-cpus %d: 1 to %d", o.cpus, maxCPUs)
	}
	for i := range o.targets {
		o.targets[i].Machine.CPUs = o.cpus
	}
	return nil
}
