//go:build unix

package main

import (
	"bufio"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A result is what a test binary did.
type result struct {
	passed, failed, skipped int
	skips                   map[string]string // test -> reason
	names                   []string          // all tests that ended, for comparison
	took                    []timed           // tests at the top that ended, with their subtests
	failures                []failure         // tests that failed
	output                  strings.Builder   // everything, for failures
	last                    string            // test that began last
	bench                   strings.Builder   // lines of benchmarks
}

// A failure is a test that failed, and the last lines that it said.
type failure struct {
	test string
	said []string
}

// A timed is a test that ended, and how long it took.
type timed struct {
	test string
	took time.Duration
}

// mostSaid is how many lines of a failed test are shown.
const mostSaid = 60

// verdict is the line by which a test ends, after the marker that
// -test.v=test2json puts before it.
var verdict = regexp.MustCompile(`^\s*--- (PASS|FAIL|SKIP): (\S+) \(([0-9.]+s)\)`)

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
			} else {
				took, _ := time.ParseDuration(m[3]) // the pattern's: it is one
				r.took = append(r.took, timed{m[2], took})
			}
			continue
		}
		switch f := strings.Fields(text); {
		case len(f) == 3 && f[0] == "===" && (f[1] == "RUN" || f[1] == "CONT" || f[1] == "NAME"):
			current = f[2]
			if f[1] == "RUN" {
				r.last = current
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
// place in the source, without the place.
func reason(lines []string) string {
	line := placed(lines)
	return line[len(place.FindString(line)):]
}

// placed returns the last of lines that begins with a place in the source.
func placed(lines []string) string {
	for _, line := range slices.Backward(lines) {
		if place.MatchString(line) {
			return line
		}
	}
	return ""
}

// failedTests names the tests that failed, each with the last that it said.
func (r *result) failedTests() string {
	var all []string
	for _, f := range r.failures {
		name := f.test
		if line := placed(f.said); line != "" {
			name += " (" + shorten(line) + ")"
		}
		all = append(all, name)
	}
	return strings.Join(all, ", ")
}

// dying is what the Go runtime says of a program that it ends.
var dying = regexp.MustCompile(`(?m)^(panic: |fatal error: |SIG[A-Z]+: ).*`)

// lastWords tells what a program that died was at: the test that it had begun,
// and what the Go runtime said.
func (r *result) lastWords() string {
	var words []string
	if r.last != "" {
		words = append(words, "in "+r.last)
	}
	if said := dying.FindString(r.output.String()); said != "" {
		words = append(words, shorten(said))
	}
	return strings.Join(words, ": ")
}

// forking is a stack's part where forkExec reads what its child has to say.
var forking = regexp.MustCompile(`(?m)^syscall\.readlen\(.*\n\t.*\nsyscall\.forkExec\(`)

// stuckInFork reports whether a program ran out of time while one of its
// goroutines waited for a new process to begin, for however long: the runtime
// tells how long only of a program that has collected garbage since. The user
// mode of an older QEMU hangs so in its fork(2), whoever asked for it.
func (r *result) stuckInFork() bool {
	said := r.output.String()
	return strings.Contains(said, "panic: test timed out after ") && forking.MatchString(said)
}

// shorten cuts a line that is too long for a summary.
func shorten(line string) string {
	const most = 300
	if len(line) > most {
		return line[:most] + "..."
	}
	return line
}
