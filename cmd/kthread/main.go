// Command kthread shows raw threads at work on the machine it runs on: what
// package kthread finds there, where a thread's memory lies, a tree of files
// counted by raw threads and by goroutines, and what a thread costs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

const help = `usage: kthread [flags] [DIR]
       kthread vet [flags] [packages]

kthread vet checks the bodies that packages give to Spawn, for any architecture,
without running them; kthread vet -h tells more. Without vet:

Shows raw threads (package kthread) at work, in five steps:

  1. the system, and which features its kernel has
  2. a waiting raw thread's memory, beside what /proc/self/maps says of it
  3. lines, bytes and a histogram of the bytes of all regular files below DIR,
     counted by one raw thread per CPU in mapped files
  4. the same by goroutines: the numbers must be equal; both times
  5. raw threads started and joined one after another, and goroutines that are
     locked to threads which die with them: the time of each

DIR is the Go tree's src by default. Symbolic links below it are not followed.
Its files must not shrink meanwhile: reading a mapping behind the end of its
file is a fault, which ends any program.

A progress bar is drawn on stderr if that is a terminal. Ctrl-C ends the step
that runs; what was done until then is printed.

Exit status: 0, or 1 after errors (told on stderr) or Ctrl-C, 2 for bad usage.

flags:
`

// options are what the command line says.
type options struct {
	json    bool
	spawns  int    // raw threads of step 5
	threads int    // raw threads of step 3; 0: one per CPU
	dir     string // "": the Go tree's src
}

// maxThreads is as many as Linux can have CPUs.
const maxThreads = 1 << 13

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the command; it returns the exit status. The first Ctrl-C stops it
// cleanly, the second at once.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	return runContext(ctx, args, stdout, stderr)
}

// runContext is run until ctx is done.
func runContext(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "vet" {
		return vet(ctx, args[1:], stdout, stderr)
	}
	opts, err := parse(args, stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "kthread: %v (kthread -h tells the usage)\n", err)
		return 2
	}
	s := newSession(ctx, opts, stdout, stderr)
	s.steps()
	return s.finish()
}

// parse reads the command line. Help, when asked for, goes to stdout.
func parse(args []string, stdout io.Writer) (options, error) {
	var o options
	fs := flag.NewFlagSet("kthread", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.BoolVar(&o.json, "json", false, "print one JSON document instead of text")
	fs.IntVar(&o.spawns, "n", 10000, "start and join `N` raw threads in step 5; 0 leaves it out")
	fs.IntVar(&o.threads, "threads", 0, "count with `N` raw threads; 0 is one per CPU")
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, help)
		fs.SetOutput(stdout)
		fs.PrintDefaults()
		return o, err
	case err != nil:
		return o, err
	case fs.NArg() > 1:
		return o, fmt.Errorf("%d directories given; at most one is counted", fs.NArg())
	case o.spawns < 0:
		return o, fmt.Errorf("-n %d is no number of threads", o.spawns)
	case o.threads < 0 || o.threads > maxThreads:
		return o, fmt.Errorf("-threads %d is not from 0 to %d", o.threads, maxThreads)
	}
	o.dir = fs.Arg(0)
	if fs.NArg() == 1 && o.dir == "" {
		return o, errors.New("DIR is empty")
	}
	return o, nil
}
