package main

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

func TestStatus(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	for _, c := range []struct {
		args           string
		status         int
		stdout, stderr string // what they must contain
	}{
		{"-h", 0, "-threads N", ""},
		{"-nonsense", 2, "", "-nonsense"},
		{"-n x", 2, "", "-n"},
		{"-n -1", 2, "", "-n -1"},
		{"-threads -1", 2, "", "-threads -1"},
		{"-threads 1000000000", 2, "", "-threads"},
		{"a b", 2, "", "at most one"},
		{"-n 1 " + none, 1, "", "kthread: "},
		{"-n 1 -json " + none, 1, `"errors": [`, "kthread: "},
		{"-n 1 main_test.go", 1, "", "main_test.go"},
	} {
		var out, errs bytes.Buffer
		if got := run(strings.Fields(c.args), &out, &errs); got != c.status {
			t.Errorf("%s: status %d, want %d", c.args, got, c.status)
		}
		if !strings.Contains(out.String(), c.stdout) || !strings.Contains(errs.String(), c.stderr) {
			t.Errorf("%s: stdout %q, stderr %q; want %q, %q", c.args, &out, &errs, c.stdout, c.stderr)
		}
		if c.status == 2 && out.Len() > 0 || c.status == 0 && errs.Len() > 0 {
			t.Errorf("%s: output on the wrong stream: stdout %q, stderr %q", c.args, &out, &errs)
		}
	}
}

// full is an output that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestOutputFull(t *testing.T) {
	for _, args := range [][]string{{"-n", "0", t.TempDir()}, {"-json", "-n", "0", t.TempDir()}} {
		if status := run(args, full{}, io.Discard); status != 1 {
			t.Errorf("%q: status %d, want 1", args, status)
		}
	}
}
