// Command report explores all models and writes what was seen to
// docs/results/models.md, with the bugs of package seeded if asked for.
//
//	go run ./internal/model/report [-large] [-seeded] [-o docs/results/models.md]
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"
)

var packages = []string{"./futex", "./bridge", "./kthread"}

func main() {
	large := flag.Bool("large", false, "larger bounds")
	seeded := flag.Bool("seeded", false, "the seeded bugs, too")
	to := flag.String("o", "docs/results/models.md", "`file` to write")
	flag.Parse()
	var out bytes.Buffer
	fmt.Fprintf(&out, "# What the models explored\n\nWritten by `go run ./internal/model/report` (%s, %s); docs/models.md explains.\n", time.Now().Format(time.DateOnly), runtime.Version())
	ok := true
	began := time.Now()
	fmt.Fprintf(&out, "\n| model | states | steps | interleavings | deepest | time | bounds |\n|---|--:|--:|--:|--:|--:|---|\n")
	models := 0
	all := exploreAll(*large)
	for _, f := range all {
		if f.err != nil {
			ok = false
			fmt.Fprintln(os.Stderr, "report:", f.err)
		}
		for _, r := range f.rows {
			fmt.Fprintln(&out, r)
		}
		models += len(f.rows)
	}
	fmt.Fprintf(&out, "\n%d models, all without a failure; with the weaker stores below %.0f s.\n", models, time.Since(began).Seconds())

	fmt.Fprintf(&out, "\n## Which stores must be sequentially consistent\n\nThe same models with each `Store` as weak as a release store (`-model.weak`): where one fails, the code needs Go's stronger one.\n\n| model | |\n|---|---|\n")
	for _, f := range all {
		for _, r := range f.weak {
			fmt.Fprintln(&out, r)
		}
	}
	if *seeded {
		text, err := exec.Command("go", "run", "./internal/model/seeded").Output()
		if err != nil {
			ok = false
			fmt.Fprintln(os.Stderr, "report: seeded bugs:", err)
		}
		fmt.Fprintf(&out, "\n## Seeded bugs\n\n```\n%s```\n", text)
	}
	if !ok {
		os.Stderr.Write(out.Bytes())
		os.Exit(1)
	}
	if err := os.WriteFile(*to, out.Bytes(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
	fmt.Printf("%d models, written to %s\n", models, *to)
}

var (
	running = regexp.MustCompile(`^=== RUN +TestModel(\S+)`)
	seen    = regexp.MustCompile(`: model: (\d+) states, (\d+) steps, (\S+) interleavings, deepest (\d+), (\S+) s; bounds: (.*)$`)
	ended   = regexp.MustCompile(`^--- (PASS|FAIL|SKIP): TestModel(\S+)`)
	kind    = regexp.MustCompile(`_test\.go:\d+: (deadlock|livelock|race|check|invariant|assertion|panic|circle|endless|too large): `)
)

func test(pkg string, args ...string) (string, error) {
	cmd := exec.Command("go", append([]string{"test", "-tags=model", "-count=1", "-timeout=60m", "-run=^TestModel", "-v", pkg, "-args"}, args...)...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// findings are what the models of a package showed.
type findings struct {
	rows []string // one for each model
	weak []string // and with weaker stores
	err  error
}

// exploreAll explores all packages, as many at once as there are CPUs: an
// exploration takes one.
func exploreAll(large bool) []findings {
	all := make([]findings, len(packages))
	free := make(chan struct{}, runtime.NumCPU())
	var wg sync.WaitGroup
	do := func(f func()) {
		wg.Go(func() {
			free <- struct{}{}
			f()
			<-free
		})
	}
	for i, p := range packages {
		do(func() { all[i].rows, all[i].err = explore(p, large) })
		do(func() { all[i].weak = weak(p) })
	}
	wg.Wait()
	return all
}

// explore returns a row for each model of a package.
func explore(pkg string, large bool) (rows []string, err error) {
	text, err := test(pkg, fmt.Sprint("-model.large=", large))
	if err != nil {
		return nil, fmt.Errorf("%s: %v\n%s", pkg, err, text)
	}
	name := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := running.FindStringSubmatch(line); m != nil {
			name = strings.ReplaceAll(m[1], "_", " ")
		}
		if m := seen.FindStringSubmatch(line); m != nil {
			rows = append(rows, fmt.Sprintf("| %s %s | %s | %s | %s | %s | %s s | %s |", strings.TrimPrefix(pkg, "./"), name, m[1], m[2], m[3], m[4], m[5], m[6]))
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: no models\n%s", pkg, text)
	}
	return rows, nil
}

// weak returns a row for each test of a package, explored with weaker stores: some
// are to fail.
func weak(pkg string) (rows []string) {
	text, _ := test(pkg, "-model.weak", "-model.shortest=1s")
	how := "no need"
	for line := range strings.Lines(text) {
		if m := kind.FindStringSubmatch(line); m != nil {
			how = "needed: else " + m[1]
		}
		if m := ended.FindStringSubmatch(line); m != nil {
			rows = append(rows, fmt.Sprintf("| %s %s | %s |", strings.TrimPrefix(pkg, "./"), m[2], how))
			how = "no need"
		}
	}
	return rows
}
