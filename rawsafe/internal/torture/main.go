//go:build unix

// Torture compares the verdicts of package rawsafe with what happens: it makes
// random bodies of safe and unsafe statements, builds programs of them, runs
// what the check allows on raw threads under a collector that never rests, and
// each that it refuses in a process of its own.
//
//	go run ./rawsafe/internal/torture [-n BODIES] [-arch GOARCH] [-seed N] [-unoptimised]
//
// An allowed body that crashes is a hole in the check, and makes the exit
// status 1. A refused one that runs is a false alarm: it may have been lucky, as
// an append that found room is. How many there are is printed, by reason.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"rawthread/internal/emulator"
)

func main() {
	var o options
	flag.IntVar(&o.bodies, "n", 20_000, "number of bodies")
	flag.StringVar(&o.arch, "arch", runtime.GOARCH, "architecture; under QEMU if it is not this machine's")
	flag.Uint64Var(&o.seed, "seed", uint64(time.Now().UnixNano()), "of the random numbers")
	flag.BoolVar(&o.unoptimised, "unoptimised", false, "build with -N -l")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if o.bodies < 1 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	c, err := o.run(ctx)
	fmt.Print(c)
	if err != nil {
		fmt.Fprintln(os.Stderr, "torture:", err)
		os.Exit(1)
	}
}

// options are what the command line says.
type options struct {
	bodies      int
	arch        string
	seed        uint64
	unoptimised bool

	emulator string
}

// bodiesPerProgram keeps programs small enough to be built quickly.
const bodiesPerProgram = 500

// counts are what came of a run.
type counts struct {
	arch             string
	allowed, refused int
	holes            []string       // allowed, and crashed
	crashed          int            // refused, and did
	falseAlarms      map[string]int // refused, and ran, by reason
	seed             uint64
	elapsed          time.Duration
}

// run makes, builds and runs programs until there are enough bodies.
func (o *options) run(ctx context.Context) (*counts, error) {
	c := &counts{arch: o.arch, falseAlarms: map[string]int{}, seed: o.seed}
	begin := time.Now()
	defer func() { c.elapsed = time.Since(begin) }()
	if !slices.Contains(emulator.Arches, o.arch) {
		return c, fmt.Errorf("no architecture %q; there are %s", o.arch, strings.Join(emulator.Arches, " "))
	}
	if o.arch != runtime.GOARCH {
		set, err := emulator.Find(func(format string, args ...any) { fmt.Fprintf(os.Stderr, "torture: "+format+"\n", args...) })
		if err == nil {
			o.emulator, err = set.Path(o.arch)
		}
		if err != nil {
			return c, err
		}
	}
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return c, fmt.Errorf("go list -m: %w", err)
	}
	tmp, err := os.MkdirTemp("", "torture-")
	if err != nil {
		return c, err
	}
	defer os.RemoveAll(tmp)
	for done := 0; done < o.bodies; done += bodiesPerProgram {
		p := &job{options: o, counts: c, module: strings.TrimSpace(string(module)), dir: tmp,
			seed: o.seed + uint64(done), bodies: min(bodiesPerProgram, o.bodies-done)}
		if err := p.run(ctx); err != nil {
			return c, err
		}
		fmt.Fprintf(os.Stderr, "\r%s: %d bodies allowed, %d refused", c.arch, c.allowed, c.refused)
	}
	fmt.Fprintln(os.Stderr)
	if len(c.holes) > 0 {
		return c, errors.New("there are holes in the check")
	}
	return c, nil
}

// String is the report.
func (c *counts) String() string {
	var b strings.Builder
	alarms := 0
	for _, n := range c.falseAlarms {
		alarms += n
	}
	fmt.Fprintf(&b, "%s, seed %d: %d bodies in %.0f s\n", c.arch, c.seed, c.allowed+c.refused, c.elapsed.Seconds())
	fmt.Fprintf(&b, "\tallowed %d, of which crashed %d (false negatives)\n", c.allowed, len(c.holes))
	fmt.Fprintf(&b, "\trefused %d, of which crashed %d and ran %d", c.refused, c.crashed, alarms)
	if c.refused > 0 {
		fmt.Fprintf(&b, " (false alarms: %.1f%% of all bodies that run)", 100*float64(alarms)/float64(max(1, alarms+c.allowed)))
	}
	b.WriteByte('\n')
	for _, why := range slices.Sorted(maps.Keys(c.falseAlarms)) {
		fmt.Fprintf(&b, "\t\t%5d ran that %s\n", c.falseAlarms[why], why)
	}
	for _, h := range c.holes {
		fmt.Fprintf(&b, "HOLE: %s\n", h)
	}
	return b.String()
}
