//go:build unix

// Matrix runs the project's tests, benchmarks and programs on every Linux
// architecture that Go has: this machine's directly, the others under QEMU's
// user mode, which it gets first if need be.
//
//	matrix test [flags] [packages] [-- go test flags]
//	matrix bench [flags] [packages] [-- go test flags]
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
)

const usage = `usage: go run ./cmd/matrix COMMAND [flags] [packages] [-- go test flags]

Commands:
  test    run the test suite on every architecture; default packages ./...
  bench   run the benchmarks, one architecture after the other, in Go's format
  run     build a main package for the architectures and run it: matrix run -arch s390x ./cmd/kthread DIR
  vet     go vet for every architecture

Flags:
  -arch LIST     architectures, separated by commas; default all 13
  -j N           architectures at a time; default 2, for bench 1
  -timeout D     for each test binary; default 10m

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
	default:
		err = runSuite(ctx, o)
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
	if !slices.Contains([]string{"test", "bench", "run", "vet"}, o.command) {
		if strings.HasPrefix(o.command, "-h") || o.command == "help" || o.command == "--help" {
			return nil, flag.ErrHelp
		}
		return nil, fmt.Errorf("no command %q", o.command)
	}
	fs := flag.NewFlagSet("matrix", flag.ContinueOnError)
	fs.SetOutput(os.Stderr)
	fs.Usage = func() {}
	arch := fs.String("arch", "", "")
	jobs := 2
	if o.command == "bench" {
		jobs = 1
	}
	fs.IntVar(&o.jobs, "j", jobs, "")
	fs.DurationVar(&o.timeout, "timeout", 10*time.Minute, "")
	rest := args[1:]
	var pass []string
	if i := slices.Index(rest, "--"); i >= 0 && o.command != "run" {
		rest, pass = rest[:i], rest[i+1:]
	}
	if err := fs.Parse(rest); err != nil {
		return nil, err
	}
	o.packages = fs.Args()
	if len(o.packages) == 0 && o.command != "run" {
		o.packages = []string{"./..."}
	}
	for _, p := range o.packages {
		if strings.HasPrefix(p, "-") && o.command != "run" {
			return nil, fmt.Errorf("flag %s behind a package: flags for go test go behind --", p)
		}
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
	var err error
	o.build, o.test, err = splitFlags(pass)
	return o, err
}
