// Report makes a page and pictures of what cmd/bench and matrix bench measured.
//
//	go run -C report . [-before OLD.json] -o ../docs/results ../docs/results/bench.json [ARCH.json ...]
//
// The first file is the run that the page is about. Further ones, of other
// architectures, add ratios by architecture. With -before the run is compared
// with a former one.
//
// The folder of -o gets bench.html, a page that needs nothing else, and the
// pictures as bench-*.svg; pictures there that have such names and are not made
// any more are removed.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"rawthread/bench"
)

func main() {
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: report [-o DIR] [-before OLD.json] RUN.json [ARCH.json ...]")
		flag.PrintDefaults()
	}
	out := flag.String("o", ".", "the folder that gets bench.html and bench-*.svg")
	before := flag.String("before", "", "compare with the run that this file has")
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	made, err := run(*out, *before, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
	fmt.Printf("%s and %d pictures\n", filepath.Join(*out, pageName), made-1)
}

const pageName = "bench.html"

// run reads the runs, and writes the page and the pictures. It returns how many
// files it wrote.
func run(out, before string, names []string) (made int, err error) {
	var runs []*bench.Run
	for _, name := range names {
		r, err := read(name)
		if err != nil {
			return 0, err
		}
		runs = append(runs, r)
	}
	var old *former
	if before != "" {
		r, err := read(before)
		if err != nil {
			return 0, err
		}
		old = &former{filepath.Base(before), r}
	}
	files, err := report(runs, old)
	if err != nil {
		return 0, err
	}
	return len(files), write(out, files)
}

// read reads a run, and refuses a file that has none.
func read(name string) (*bench.Run, error) {
	r, err := bench.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if len(r.Tables)+len(r.Ladders)+len(r.Distributions) == 0 {
		return nil, fmt.Errorf("%s has nothing that was measured: is it what cmd/bench -json wrote?", name)
	}
	return r, nil
}

// report makes all files, by name.
func report(runs []*bench.Run, old *former) (map[string][]byte, error) {
	p := newPage(runs, old)
	html, err := p.html()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{pageName: html}
	for _, c := range p.charts {
		files[c.id+".svg"] = []byte(c.file())
	}
	return files, nil
}

// write writes files into a folder, and removes pictures that are out of date.
func write(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	there, err := filepath.Glob(filepath.Join(dir, "bench-*.svg"))
	if err != nil {
		return err
	}
	there = slices.DeleteFunc(there, func(name string) bool { return files[filepath.Base(name)] != nil })
	var errs []error
	for name, text := range files {
		errs = append(errs, os.WriteFile(filepath.Join(dir, name), text, 0o644))
	}
	for _, name := range there {
		errs = append(errs, os.Remove(name))
	}
	return errors.Join(errs...)
}
