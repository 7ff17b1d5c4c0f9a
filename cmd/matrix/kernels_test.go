//go:build unix

package main

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"rawthread/internal/guest"
)

// target is a row with a cell for each package, and its follower.
func target(packages ...string) (*machineRow, *follower) {
	r := &machineRow{row: &row{arch: "s390x"}}
	for _, p := range packages {
		r.cells = append(r.cells, &cell{pkg: p})
	}
	return r, &follower{r: r, cells: r.cells, o: &options{command: "test"}, p: newProgress()}
}

func TestFollower(t *testing.T) {
	r, f := target("a", "b", "c", "d")
	f.event(guest.Event{Kind: "up", Release: "7.2", Page: 65536})
	f.line("between")
	for i, lines := range []string{"\x16--- PASS: TestA (0.00s)", "\x16--- FAIL: TestB (0.00s)"} {
		f.event(guest.Event{Kind: "begin", Run: i})
		f.event(guest.Event{Kind: "again", Run: i})
		f.line(lines)
		f.event(guest.Event{Kind: "end", Run: i, Status: []guest.Status{guest.OK, "exit:1"}[i], Elapsed: time.Second})
	}
	f.event(guest.Event{Kind: "begin", Run: 2})
	f.line("\x16--- PASS: TestC (0.00s)")
	f.stop(guest.ErrPanic)
	a, b, c, d := r.cells[0], r.cells[1], r.cells[2], r.cells[3]
	if a.passed != 1 || a.err != nil || a.elapsed != time.Second {
		t.Errorf("a: %d passed, %v, %v", a.passed, a.err, a.elapsed)
	}
	if b.failed != 1 || b.err != nil { // the exit status is the failure's
		t.Errorf("b: %d failed, %v", b.failed, b.err)
	}
	if c.passed != 1 || !errors.Is(c.err, guest.ErrPanic) {
		t.Errorf("c: %d passed, %v", c.passed, c.err)
	}
	if d.err == nil {
		t.Error("d did not run, and has no error")
	}
	if got := strings.Join(r.columns(), " "); got != "s390x 7.2 64 KiB 2 3 0 0" {
		t.Errorf("columns: %s", got)
	}
}

// What fails without a test that failed is an error, and so is no test at all.
func TestFollowerStatus(t *testing.T) {
	r, f := target("a", "b", "c")
	for i, s := range []guest.Status{"signal:11", guest.OK, guest.TimedOut} {
		f.event(guest.Event{Kind: "begin", Run: i})
		f.event(guest.Event{Kind: "end", Run: i, Status: s})
	}
	f.stop(nil)
	for _, c := range r.cells {
		if c.err == nil {
			t.Errorf("%s: no error", c.pkg)
		}
	}
}

func TestResults(t *testing.T) {
	r, f := target("a")
	f.stop(nil)
	var table strings.Builder
	kernelTable(&table, []*machineRow{r})
	text := string(results([]*machineRow{r}, table.String()+"skipped: a reason\n"))
	if !strings.Contains(text, "| s390x | did not boot | - | 0 | 1 | 0 | 0 |\n") || !strings.Contains(text, "```\nskipped: a reason\n```\n") {
		t.Errorf("results:\n%s", text)
	}
}

// A target that there is no time for is in the table, and counts as skipped.
func TestLate(t *testing.T) {
	o, err := parse([]string{"test", "-kernel", "-target", "arm,mips", "-within", "10m", "-until", "20m"})
	if err != nil {
		t.Fatal(err)
	}
	rows := planKernels(o)
	for _, c := range []struct {
		over      time.Duration
		arm, mips bool
	}{{9 * time.Minute, false, false}, {11 * time.Minute, false, true}, {21 * time.Minute, true, true}} {
		begun := time.Now().Add(-c.over)
		if arm, mips := o.late(rows[0], begun), o.late(rows[1], begun); (arm != "") != c.arm || (mips != "") != c.mips {
			t.Errorf("%v after the first: arm %q, mips %q", c.over, arm, mips)
		}
	}
	rows[0].leaveOut("no time")
	if got := strings.Join(rows[0].columns(), " "); got != "arm left out - 0 0 1 0" {
		t.Errorf("columns: %s", got)
	}
	var out strings.Builder
	if err := summary(&out, &out, []*row{rows[0].row}, o, func(io.Writer) {}); err != nil || !strings.HasSuffix(out.String(), "skipped: left out: no time\n\tarm suite.all\n0 passed, 0 failed, 1 skipped\n") {
		t.Errorf("%v:\n%s", err, out.String())
	}
}

func TestParseKernelCommandLine(t *testing.T) {
	o, err := parse([]string{"test", "-kernel", "-arch", "arm64,ppc64le", "-o", "file", "./tls"})
	if err != nil || !o.kernel || !o.named || len(o.targets) != 4 || o.results != "file" {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err = parse([]string{"test", "-kernel"}); err != nil || o.named || len(o.targets) < 13 {
		t.Errorf("all: %+v, %v", o, err)
	}
	if o, err = parse([]string{"kernel", "build", "mips"}); err != nil || len(o.packages) != 2 {
		t.Errorf("kernel build: %+v, %v", o, err)
	}
	for _, bad := range [][]string{{"test", "-kernel", "-target", "vax"}, {"test", "-target", "arm"}, {"bench", "-kernel"}, {"test", "-o", "x"}} {
		if _, err := parse(bad); err == nil {
			t.Errorf("no error for %q", bad)
		}
	}
}
