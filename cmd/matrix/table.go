//go:build unix

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"text/tabwriter"
)

// counts is passed/failed/skipped.
func (c *cell) counts() string { return fmt.Sprintf("%d/%d/%d", c.passed, c.failed, c.skipped) }

// troubles says what went wrong, in a line for each.
func (c *cell) troubles() (all []string) {
	if c.err != nil {
		all = append(all, strings.TrimSuffix(fmt.Sprintf("%v: %s", c.err, c.lastWords()), ": "))
	}
	if c.failed > 0 {
		all = append(all, fmt.Sprintf("%d failed: %s", c.failed, c.failedTests()))
	}
	return all
}

// summary prints failures, the table, the reasons of skips and, as the last
// line, the counts; table prints the table. It returns an error if anything is not as it should be.
func summary(log, out io.Writer, rows []*row, o *options, table func(io.Writer)) error {
	var passed, failed, skipped int
	var problems []string
	reasons := map[string][]string{} // reason -> arch pkg.test
	for _, r := range rows {
		if r.err != nil {
			problems = append(problems, fmt.Sprintf("%s could not run: %v", r.arch, r.err))
		}
		for _, c := range r.cells {
			passed, failed, skipped = passed+c.passed, failed+c.failed, skipped+c.skipped
			for _, what := range c.troubles() {
				problems = append(problems, fmt.Sprintf("%s %s: %s", r.arch, c.pkg, what))
			}
			for _, f := range c.failures {
				fmt.Fprintf(log, "--- %s of %s on %s\n%s\n", f.test, c.pkg, r.arch, strings.Join(f.said, "\n"))
			}
			if c.err != nil { // how it ended
				fmt.Fprintf(log, "--- output of %s on %s\n%s\n", c.pkg, r.arch, tail(c.output.String(), 100))
			}
			for test, why := range c.skips {
				if why == "" {
					problems = append(problems, fmt.Sprintf("%s %s: %s skipped without a reason", r.arch, c.pkg, test))
				}
				reasons[why] = append(reasons[why], r.arch+" "+path.Base(c.pkg)+"."+test)
			}
		}
	}
	if o.command == "test" {
		fmt.Fprintln(out)
		table(out)
		for _, why := range slices.Sorted(maps.Keys(reasons)) {
			slices.Sort(reasons[why])
			fmt.Fprintf(out, "skipped: %s\n\t%s\n", why, strings.Join(reasons[why], ", "))
		}
		for _, d := range differences(rows) {
			fmt.Fprintln(out, "note:", d)
		}
		for _, d := range slowest(rows, o.slowest) {
			fmt.Fprintf(out, "slow: %6.1f s  %s\n", d.took.Seconds(), d.test)
		}
	}
	for _, p := range problems {
		fmt.Fprintln(out, "FAILED:", p)
	}
	if o.command == "test" {
		// What could not run counts as a failure, so that no 0 failed hides it.
		for _, r := range rows {
			if r.err != nil {
				failed++
			}
			for _, c := range r.cells {
				if c.err != nil && c.failed == 0 {
					failed++
				}
			}
		}
		fmt.Fprintf(out, "%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	}
	if len(problems) > 0 {
		return errors.New("not all is well: see above")
	}
	return nil
}

// table prints architectures x packages.
func table(out io.Writer, rows []*row) {
	var pkgs []string
	for _, r := range rows {
		for _, c := range r.cells {
			if !slices.Contains(pkgs, c.pkg) {
				pkgs = append(pkgs, c.pkg)
			}
		}
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "passed/failed/skipped\t")
	for _, p := range pkgs {
		fmt.Fprintf(w, "%s\t", strings.TrimPrefix(p, "rawthread/"))
	}
	fmt.Fprintln(w, "seconds")
	for _, r := range rows {
		name := r.arch
		if r.emulator == "" && r.err == nil {
			name += " (this machine)"
		}
		fmt.Fprintf(w, "%s\t", name)
		for _, p := range pkgs {
			s := "-"
			for _, c := range r.cells {
				if c.pkg == p {
					s = c.counts()
					if c.err != nil {
						s += "!"
					}
				}
			}
			fmt.Fprintf(w, "%s\t", s)
		}
		fmt.Fprintf(w, "%.0f\n", r.elapsed.Seconds())
	}
	w.Flush()
}

// differences names the tests that some architecture has and another has not.
func differences(rows []*row) []string {
	where := map[string]map[string][]string{} // pkg -> test -> arches
	ran := map[string]int{}                   // pkg -> number of architectures
	for _, r := range rows {
		for _, c := range r.cells {
			if where[c.pkg] == nil {
				where[c.pkg] = map[string][]string{}
			}
			ran[c.pkg]++
			for _, n := range c.names {
				where[c.pkg][n] = append(where[c.pkg][n], r.arch)
			}
		}
	}
	var all []string
	for pkg, tests := range where {
		for test, arches := range tests {
			if len(arches) < ran[pkg] {
				all = append(all, fmt.Sprintf("%s.%s is on %s only", path.Base(pkg), test, strings.Join(arches, " ")))
			}
		}
	}
	slices.Sort(all)
	return all
}

// slowest returns the n tests that took longest, each named with its architecture.
func slowest(rows []*row, n int) []timed {
	var all []timed
	for _, r := range rows {
		for _, c := range r.cells {
			for _, d := range c.took {
				all = append(all, timed{r.arch + " " + path.Base(c.pkg) + "." + d.test, d.took})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b timed) int { return cmp.Compare(b.took, a.took) })
	return all[:min(n, len(all))]
}

// tail returns the last n lines of s.
func tail(s string, n int) string {
	lines := strings.Split(s, "\n")
	if len(lines) > n {
		lines = lines[len(lines)-n:]
	}
	return strings.Join(lines, "\n")
}
