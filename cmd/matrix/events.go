//go:build unix

package main

import (
	"bufio"
	"io"
	"regexp"
	"strings"
)

// A result is what a test binary did.
type result struct {
	passed, failed, skipped int
	skips                   map[string]string // test -> reason
	names                   []string          // all tests that ended, for comparison
	failures                []failure         // tests that failed
	output                  strings.Builder   // everything, for failures
	bench                   strings.Builder   // lines of benchmarks
}

// A failure is a test that failed, and the last lines that it said.
type failure struct {
	test string
	said []string
}

// mostSaid is how many lines of a failed test are shown.
const mostSaid = 60

// verdict is the line by which a test ends, after the marker that
// -test.v=test2json puts before it.
var verdict = regexp.MustCompile(`^\s*--- (PASS|FAIL|SKIP): (\S+) \([0-9.]+s\)`)

// parse reads the output of a test binary run with -test.v=test2json, and
// calls progress with each test that begins. Tests that only hold subtests
// are not counted, their subtests are.
func (r *result) parse(in io.Reader, progress func(test string)) {
	r.skips = map[string]string{}
	type ended struct{ verdict, name string }
	var all []ended
	parents := map[string]bool{}
	said := map[string][]string{} // test -> its output
	current := ""
	sc := bufio.NewScanner(in)
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		line := sc.Text()
		r.output.WriteString(line + "\n")
		text := strings.TrimPrefix(strings.TrimSpace(line), "\x16")
		if m := verdict.FindStringSubmatch(text); m != nil {
			all = append(all, ended{m[1], m[2]})
			if i := strings.LastIndexByte(m[2], '/'); i > 0 {
				parents[m[2][:i]] = true
			}
			continue
		}
		switch f := strings.Fields(text); {
		case len(f) == 3 && f[0] == "===" && (f[1] == "RUN" || f[1] == "CONT" || f[1] == "NAME"):
			current = f[2]
			if f[1] == "RUN" {
				progress(current)
			}
		case strings.HasPrefix(text, "Benchmark") && strings.Contains(text, "ns/op"),
			strings.HasPrefix(text, "goos: "), strings.HasPrefix(text, "goarch: "), strings.HasPrefix(text, "pkg: "), strings.HasPrefix(text, "cpu: "):
			r.bench.WriteString(text + "\n")
		default:
			said[current] = append(said[current], text)
		}
	}
	for _, e := range all {
		if parents[e.name] && e.verdict != "FAIL" {
			continue
		}
		r.names = append(r.names, e.name)
		switch e.verdict {
		case "PASS":
			r.passed++
		case "FAIL":
			r.failed++
			lines := said[e.name]
			r.failures = append(r.failures, failure{e.name, lines[max(0, len(lines)-mostSaid):]})
		case "SKIP":
			r.skipped++
			r.skips[e.name] = reason(said[e.name])
		}
	}
}

var place = regexp.MustCompile(`^\S+\.go:\d+: `)

// reason returns the text of a skip: the last line that a test said with its
// place in the source.
func reason(lines []string) string {
	for i := len(lines) - 1; i >= 0; i-- {
		if p := place.FindString(lines[i]); p != "" {
			return lines[i][len(p):]
		}
	}
	return ""
}

// failedTests are the names of the tests that failed.
func (r *result) failedTests() (names []string) {
	for _, f := range r.failures {
		names = append(names, f.test)
	}
	return names
}
