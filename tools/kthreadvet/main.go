// Command kthreadvet finds the functions that a program gives to kthread.Go,
// kthread.Spawn and kthread.Prepare, builds it for the architectures asked for,
// and checks their machine code with package rawsafe: what Spawn would refuse
// when it runs, on a machine of that architecture, is found before.
//
//	go run rawthread/cmd/kthread vet -arch all ./...
//
// runs it. Findings are printed as go vet's are. The exit status is 0 if there
// are none, 1 if there are, and 2 after bad usage, or if a package can't be
// loaded or built.
//
// Bodies are followed through variables, fields of structs, parameters and
// results of functions, in the packages named. What can't be followed is told
// on stderr as a note, and is no finding unless -strict is given: Spawn checks
// it when the program runs.
//
// Bodies given with Config.Unchecked are left out; so are those with the comment
//
//	//kthread:unsafe
//
// on the line of the call, or of the body's func, or alone on the line above
// one: tests of refusals have such bodies.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

const help = `usage: kthreadvet [flags] [packages]

Checks the machine code of the functions that the packages give to kthread.Go,
Spawn and Prepare, in their tests as well, without running them. The packages
are named as for go build; . is the default.

A body with Config.Unchecked is left out, and one with the comment
//kthread:unsafe on its line or on that of the call.

Exit status: 0, 1 if there are findings, 2 for bad usage and failed builds.

flags:
`

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// options are what the command line says.
type options struct {
	arches   []string
	json     bool
	strict   bool
	tags     string
	patterns []string
}

// run is the command; it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	opts, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		var r *report
		if r, err = vet(opts); err == nil {
			return r.print(opts, stdout, stderr)
		}
	}
	fmt.Fprintf(stderr, "kthreadvet: %v\n", err)
	return 2
}

// parse reads the command line. Help, when asked for, goes to stdout.
func parse(args []string, stdout io.Writer) (options, error) {
	var o options
	var list string
	fs := flag.NewFlagSet("kthreadvet", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.StringVar(&list, "arch", "", "check for these architectures, a `LIST` of GOARCHes with commas; \"all\" is every one of Linux; the default is the go command's")
	fs.BoolVar(&o.json, "json", false, "print the findings as a JSON array")
	fs.BoolVar(&o.strict, "strict", false, "exit with status 1 also if a body could not be found or followed")
	fs.StringVar(&o.tags, "tags", "", "build with these `TAGS`")
	err := fs.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, help)
		fs.SetOutput(stdout)
		fs.PrintDefaults()
	}
	if err != nil {
		return o, err
	}
	if o.arches, err = parseArches(list); err != nil {
		return o, err
	}
	if o.patterns = fs.Args(); len(o.patterns) == 0 {
		o.patterns = []string{"."}
	}
	for _, p := range o.patterns {
		if strings.HasSuffix(p, ".go") {
			return o, fmt.Errorf("%s is a file; packages are wanted", p)
		}
	}
	return o, nil
}

// allArches are the GOARCHes of Go's Linux ports.
var allArches = strings.Fields("386 amd64 arm arm64 loong64 mips mipsle mips64 mips64le ppc64 ppc64le riscv64 s390x")

// parseArches reads the list of -arch.
func parseArches(list string) ([]string, error) {
	switch list {
	case "all":
		return allArches, nil
	case "":
		arch, err := goCommand("", nil, "env", "GOARCH")
		list = strings.TrimSpace(string(arch))
		if err != nil {
			return nil, err
		}
	}
	var arches []string
	for a := range strings.SplitSeq(list, ",") {
		if !slices.Contains(allArches, a) {
			return nil, fmt.Errorf("-arch: Go has no Linux for %q; it has %s", a, strings.Join(allArches, ", "))
		}
		if !slices.Contains(arches, a) {
			arches = append(arches, a)
		}
	}
	return arches, nil
}
