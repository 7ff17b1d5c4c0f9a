package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// needGo skips tests where there is no go command to run.
func needGo(t *testing.T) {
	t.Helper()
	if os.Getenv("RAWTHREAD_EMULATOR") != "" {
		t.Skip("needs the go command, which is the host's")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command: ", err)
	}
}

// wantComment is what the seeded program says of its lines.
var wantComment = regexp.MustCompile(`// want (\w+ )?"(.*)"$`)

// A want is a finding that must be.
type want struct{ arch, text string }

// wants reads the comments of a seeded program, by file and line.
func wants(t *testing.T) map[string]want {
	all := map[string]want{}
	err := filepath.WalkDir(".", func(name string, d os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") {
			return err
		}
		text, err := os.ReadFile(name)
		for i, line := range strings.Split(string(text), "\n") {
			if m := wantComment.FindStringSubmatch(line); m != nil {
				all[fmt.Sprintf("%s:%d", name, i+1)] = want{strings.TrimSpace(m[1]), m[2]}
			}
		}
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatal("no findings are wanted: ", err)
	}
	return all
}

// TestSeeded checks a program with bodies of many forms: every one that is
// wanted is found, on the architectures that are said, and no other.
func TestSeeded(t *testing.T) {
	needGo(t)
	t.Chdir("testdata/seeded")
	todo := wants(t)
	count := len(todo)
	var out, errs bytes.Buffer
	if status := run([]string{"-json", "-strict", "-arch", "amd64,386", "./..."}, &out, &errs); status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	if strings.Contains(errs.String(), "note:") || !strings.Contains(errs.String(), "left out: 4 unchecked, 2 marked") {
		t.Errorf("stderr:\n%s", &errs)
	}
	var findings []finding
	if err := json.Unmarshal(out.Bytes(), &findings); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, f := range findings {
		at := fmt.Sprintf("%s:%d", f.File, f.Line)
		w, ok := todo[at]
		delete(todo, at)
		arches := []string{"386", "amd64"}
		if w.arch != "" {
			arches = []string{w.arch}
		}
		switch {
		case !ok:
			t.Errorf("%s: not wanted: %s", at, f.Message)
		case !strings.Contains(f.Message, w.text):
			t.Errorf("%s: no %q: %s", at, w.text, f.Message)
		case !slices.Equal(f.Arches, arches):
			t.Errorf("%s: on %v, want %v", at, f.Arches, arches)
		case f.Column < 1 || f.Body == "" || f.Reason == "" || len(f.Path) == 0:
			t.Errorf("%s: empty: %+v", at, f)
		}
	}
	for at, w := range todo {
		t.Errorf("%s: nothing of %q was found", at, w.text)
	}
	t.Logf("%d wanted, %d found", count, len(findings))
}

// TestText checks what is printed for people.
func TestText(t *testing.T) {
	needGo(t)
	t.Chdir("testdata/seeded")
	var out, errs bytes.Buffer
	if status := run([]string{"-arch=386,amd64", "./work", ".", "./dead"}, &out, &errs); status != 1 {
		t.Errorf("status %d, want 1: %s", status, &errs)
	}
	for _, want := range []string{
		"narrow_386.go:7:13: kthread: body example.com/seeded.onlyHere.func1 (narrow_386.go:7) can't run outside the Go runtime: it calls runtime.growslice (narrow_386.go:7), which allocates.",
		"[on 386]\n",
		"bad.go:24:3: kthread: body example.com/seeded.literal.func1 (bad.go:22) can't run outside the Go runtime: it calls runtime.growslice (bad.go:24), which allocates. Allocate before Spawn and let the body use what is there, or have a goroutine do it: bridge.Queue hands it values, bridge.Func calls it.\n",
		"dead/main.go:14:3: kthread: body main.unused.func1 (main.go:13)",
		"\nwork/work.go:11:2: kthread: body example.com/seeded/work.Fill (work.go:9)",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, &out)
		}
	}
	if n := strings.Count(out.String(), "[on "); n != 2 {
		t.Errorf("%d findings name architectures, want 2", n)
	}
}

// TestClean checks a package without findings, alone.
func TestClean(t *testing.T) {
	needGo(t)
	t.Chdir("testdata/seeded/helper")
	for args, want := range map[string]string{"": "", "-json": "[]\n"} {
		var out bytes.Buffer
		if status := run(strings.Fields(args), &out, io.Discard); status != 0 || out.String() != want {
			t.Errorf("%q: status %d, %q", args, status, &out)
		}
	}
	if status := run([]string{"-strict"}, io.Discard, io.Discard); status != 1 {
		t.Errorf("-strict, with a body that comes from elsewhere: status %d, want 1", status)
	}
}

// TestErrors checks what ends with status 2, and what is said then.
func TestErrors(t *testing.T) {
	needGo(t)
	dir := t.TempDir()
	t.Chdir(dir)
	writeFile(t, "go.mod", "module example.com/broken\n\ngo 1.26\n")
	writeFile(t, "broken.go", "package broken\n\nimport _ \"rawthread/kthread\"\n")
	for args, want := range map[string]string{
		"-arch vax":         `"vax"; it has 386, amd64`,
		"-arch amd64,":      `""; it has`,
		"-nonsense":         "-nonsense",
		"file.go":           "file.go is a file",
		"./nothing":         "nothing",
		".":                 "rawthread/kthread",
		"-arch s390x ./...": "s390x",
	} {
		var out, errs bytes.Buffer
		if status := run(strings.Fields(args), &out, &errs); status != 2 || out.Len() > 0 || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: status %d, stdout %q, stderr %q; want %q", args, status, &out, &errs, want)
		}
	}
	var out, errs bytes.Buffer
	if status := run([]string{"-h"}, &out, &errs); status != 0 || !strings.Contains(out.String(), "-strict") || errs.Len() > 0 {
		t.Errorf("-h: status %d, stdout %q, stderr %q", status, &out, &errs)
	}
}

// writeFile writes a file, and makes its directory.
func writeFile(t *testing.T, name, text string) {
	t.Helper()
	os.MkdirAll(filepath.Dir(name), 0o777)
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
