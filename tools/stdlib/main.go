// Stdlib checks which functions of the standard library a raw thread may call,
// on every Linux architecture, and writes docs/raw-safe-stdlib.md:
//
//	go run ./stdlib [-arch LIST|all] [-o FILE]
//
// It takes all exported functions, and the methods of exported types and
// variables, whose parameters and results hold no pointers but those of slices
// and strings of such: what a raw thread can use without allocating. Generic
// functions are instantiated with int and []int. Each architecture gets a
// program that keeps all of them, whose machine code package rawsafe reads.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"rawthread/internal/emulator"
)

func main() {
	arch := flag.String("arch", "all", "architectures, separated by commas")
	out := flag.String("o", "", "file to write; default standard output")
	flag.Parse()
	arches := emulator.Arches
	if *arch != "all" {
		arches = strings.Split(*arch, ",")
	}
	if err := run(arches, *out); err != nil {
		fmt.Fprintln(os.Stderr, "stdlib:", err)
		os.Exit(1)
	}
}

func run(arches []string, out string) error {
	all := map[string]*row{}
	for _, a := range arches {
		fmt.Fprintf(os.Stderr, "stdlib: %s: ", a)
		functions, err := list(a)
		if err != nil {
			return fmt.Errorf("%s: %w", a, err)
		}
		if err := check(a, functions, all); err != nil {
			return fmt.Errorf("%s: %w", a, err)
		}
		fmt.Fprintf(os.Stderr, "%d functions\n", len(functions))
	}
	w := os.Stdout
	if out != "" {
		f, err := os.Create(out)
		if err != nil {
			return err
		}
		defer f.Close()
		w = f
	}
	return write(w, arches, all)
}
