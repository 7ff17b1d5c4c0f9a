//go:build unix

package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSplitFlags(t *testing.T) {
	build, test, err := splitFlags([]string{"-run", "X|Y", "-short", "-gcflags=all=-N -l", "-count=3", "-tags", "a", "-futex.stress=1m"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(build, []string{"-gcflags=all=-N -l", "-tags=a"}) || !slices.Equal(test, []string{"-test.run=X|Y", "-test.short", "-test.count=3", "-futex.stress=1m"}) {
		t.Errorf("build %q, test %q", build, test)
	}
	for _, bad := range [][]string{{"-bogus"}, {"-run"}, {"word"}} {
		if _, _, err := splitFlags(bad); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}

func TestParse(t *testing.T) {
	in := "\x16=== RUN   TestA\n\x16--- PASS: TestA (0.00s)\n" +
		"\x16=== RUN   TestB\n\x16=== RUN   TestB/one\n    b_test.go:7: no such kernel\n\x16--- SKIP: TestB/one (0.00s)\n" +
		"\x16=== RUN   TestB/two\n    b_test.go:9: wrong\n\x16--- FAIL: TestB/two (0.01s)\n\x16--- FAIL: TestB (0.01s)\nFAIL\n"
	var r result
	var began []string
	r.parse(strings.NewReader(in), func(s string) { began = append(began, s) })
	if r.passed != 1 || r.failed != 2 || r.skipped != 1 {
		t.Errorf("%d passed, %d failed, %d skipped", r.passed, r.failed, r.skipped)
	}
	if r.skips["TestB/one"] != "no such kernel" {
		t.Errorf("reasons %q", r.skips)
	}
	if len(r.failures) != 2 || r.failures[0].test != "TestB/two" || !strings.Contains(strings.Join(r.failures[0].said, ""), "wrong") {
		t.Errorf("failures %+v", r.failures)
	}
	if got := r.failedTests(); got != "TestB/two (b_test.go:9: wrong), TestB" {
		t.Errorf("failed tests %q", got)
	}
	if want := []timed{{"TestA", 0}, {"TestB", 10 * time.Millisecond}}; !slices.Equal(r.took, want) {
		t.Errorf("took %v, want %v", r.took, want)
	}
	rows := []*row{{arch: "arm", cells: []*cell{{pkg: "rawthread/x", result: r}}}}
	if got, want := slowest(rows, 1), []timed{{"arm x.TestB", 10 * time.Millisecond}}; !slices.Equal(got, want) || len(slowest(rows, 9)) != 2 {
		t.Errorf("slowest %v, want %v", got, want)
	}
	if len(began) != 4 {
		t.Errorf("began %q", began)
	}
}

// What ended a program is told in its line: of a long log only that may be kept.
func TestLastWords(t *testing.T) {
	var r result
	r.parse(strings.NewReader("\x16=== RUN   TestA\n\x16--- PASS: TestA (0.00s)\n\x16=== RUN   TestB\npanic: test timed out after 1m0s\n\trunning tests:\n\t\tTestB (1m0s)\n"), func(string) {})
	c := cell{result: r, err: errors.New("ended with exit status 2")}
	if got := c.troubles(); len(got) != 1 || got[0] != "ended with exit status 2: in TestB: panic: test timed out after 1m0s" {
		t.Errorf("%q", got)
	}
	if c = (cell{err: errors.New("did not run")}); c.troubles()[0] != "did not run" {
		t.Errorf("%q", c.troubles())
	}
}

func TestStuckInFork(t *testing.T) {
	const dump = "DIED\n\ngoroutine 7 [running]:\ntesting.x()\n\t/x.go:1\n\ngoroutine 9 [syscall]:\nsyscall.Syscall(0x3)\n\t/a.go:1\nFRAME\n\t/b.go:2\nCALLER\n\t/c.go:3\n\n"
	const late = "panic: test timed out after 10m0s"
	for _, c := range []struct {
		died, frame, caller string
		want                bool
	}{
		{late, "syscall.readlen(0x8)", "syscall.forkExec({0x1, 0x2})", true},
		{late, "syscall.forkAndExecInChild(0x8)", "syscall.forkExec({0x1, 0x2})", false},
		{late, "syscall.readlen(0x8)", "os.(*Process).Wait(...)", false},
		{"panic: nil", "syscall.readlen(0x8)", "syscall.forkExec({0x1, 0x2})", false},
	} {
		var r result
		r.parse(strings.NewReader(strings.NewReplacer("DIED", c.died, "FRAME", c.frame, "CALLER", c.caller).Replace(dump)), func(string) {})
		if got := r.stuckInFork(); got != c.want {
			t.Errorf("%s, %s, %s: %v", c.died, c.frame, c.caller, got)
		}
	}
}

func TestParseCommandLine(t *testing.T) {
	o, err := parse([]string{"test", "-arch", "arm,s390x", "./tls", "--", "-short"})
	if err != nil || !slices.Equal(o.arches, []string{"arm", "s390x"}) || !slices.Equal(o.packages, []string{"./tls"}) || len(o.test) != 1 {
		t.Errorf("%+v, %v", o, err)
	}
	o, err = parse([]string{"bench", "-arch", "arm", "-quick", "-o", "there", "SpawnJoin"})
	if err != nil || !o.quick || o.results != "there" || !slices.Equal(o.packages, []string{"SpawnJoin"}) || len(o.arches) != 1 {
		t.Errorf("%+v, %v", o, err)
	}
	o, err = parse([]string{"test", "-kernel", "-target", "arm", "-cpus", "2"})
	if err != nil || len(o.targets) != 1 || o.targets[0].Machine.CPUs != 2 {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err = parse([]string{"bench"}); err != nil || len(o.packages) != 0 {
		t.Errorf("%+v, %v", o, err)
	}
	for _, bad := range [][]string{nil, {"bogus"}, {"bench", "x", "-quick"}, {"bench", "--", "-run"}, {"test", "-quick"}, {"test", "-arch", "vax"}, {"test", "-j", "0"}, {"test", "-slowest", "-1"}, {"test", "-cpus", "2"}, {"test", "-kernel", "-cpus", "9"}, {"test", "-kernel", "-cpus", "-1"}, {"test", "./x", "-short"}} {
		if _, err := parse(bad); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}

func TestSummary(t *testing.T) {
	c := &cell{pkg: "rawthread/x"}
	c.passed, c.skipped, c.skips = 2, 1, map[string]string{"TestS": ""}
	var log, out strings.Builder
	err := summary(&log, &out, []*row{{arch: "arm", cells: []*cell{c}}}, &options{command: "test"}, func(io.Writer) {})
	if err == nil || !strings.Contains(out.String(), "TestS skipped without a reason") || !strings.HasSuffix(out.String(), "\n2 passed, 0 failed, 1 skipped\n") {
		t.Errorf("%v\n%s", err, out.String())
	}
}
