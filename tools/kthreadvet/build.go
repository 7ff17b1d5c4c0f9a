package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// builders is how many builds run at a time.
const builders = 2

// A job is the build of the test programs of some packages, no two of which
// have a program of the same name, for an architecture.
type job struct {
	arch     string
	overlay  string
	packages []string
	found    *found
}

// programName is the go command's name of a package's test program.
func programName(importPath string) string {
	dir, elem := path.Split(importPath)
	if n := strings.TrimPrefix(elem, "v"); n != elem && strings.Trim(n, "0123456789") == "" && dir != "" {
		elem = path.Base(dir)
	}
	return elem + ".test"
}

// batches divides packages so that no batch has two programs of the same name.
func batches(paths []string) [][]string {
	var all [][]string
	for _, p := range paths {
		i := slices.IndexFunc(all, func(b []string) bool {
			return !slices.ContainsFunc(b, func(q string) bool { return programName(q) == programName(p) })
		})
		if i < 0 {
			all, i = append(all, nil), len(all)
		}
		all[i] = append(all[i], p)
	}
	return all
}

// build runs a job, and has check take each program that it made.
func (j job) build(o options, dir string, check func(pkg, program string) error) error {
	dir, err := os.MkdirTemp(dir, j.arch+"-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	args := []string{"test", "-c", "-vet=off", "-trimpath=false", "-ldflags=-w", "-overlay=" + j.overlay,
		fmt.Sprint("-p=", max(1, runtime.NumCPU()/builders)), "-o=" + dir + string(filepath.Separator)}
	args = append(args, o.buildFlags()...)
	if _, err := goCommand("", &j.arch, append(args, j.packages...)...); err != nil {
		return err
	}
	for _, pkg := range j.packages {
		if err := check(pkg, filepath.Join(dir, programName(pkg))); err != nil {
			return err
		}
	}
	return nil
}

// buildAll runs all jobs, some at a time. It returns the first error.
func buildAll(jobs []job, do func(job) error) error {
	queue := make(chan job, len(jobs))
	for _, j := range jobs {
		queue <- j
	}
	close(queue)
	var wg sync.WaitGroup
	var once sync.Once
	var first error
	stop := make(chan struct{})
	for range builders {
		wg.Go(func() {
			for j := range queue {
				select {
				case <-stop:
					return
				default:
				}
				if err := do(j); err != nil {
					once.Do(func() { first = err; close(stop) })
				}
			}
		})
	}
	wg.Wait()
	return first
}
