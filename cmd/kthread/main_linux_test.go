package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// command runs the command with -json, and returns its document.
func command(t *testing.T, ctx context.Context, wantStatus int, args ...string) (r report, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status := runContext(ctx, append([]string{"-json"}, args...), &out, &errs)
	if status != wantStatus {
		t.Errorf("status %d, want %d; stderr: %s", status, wantStatus, &errs)
	}
	dec := json.NewDecoder(&out)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		t.Fatalf("stdout is not the document: %v", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		t.Errorf("something follows the document: %v", err)
	}
	return r, errs.String()
}

// needThreads skips a test where there are no raw threads, as with -race.
func needThreads(t *testing.T) {
	t.Helper()
	if th, err := kthread.Go(func() {}); errors.Is(err, kthread.ErrUnsupported) {
		t.Skip(err)
	} else if err == nil {
		th.Join()
	}
}

// tree makes a folder of files, all of whose content it returns too.
func tree(t *testing.T) (dir string, content []byte) {
	t.Helper()
	dir = t.TempDir()
	all := map[string]string{
		"empty":        "",
		"one":          "x",
		"lines":        "a\nb\n\nno newline at the end",
		"sub/deep/all": "\x00\x01\xfe\xff\n",
		"sub/big":      strings.Repeat("many windows\n", 3*window/13+1),
		"sub/exact":    strings.Repeat("w", window),
	}
	for name, text := range all {
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o777))
		must(t, os.WriteFile(path, []byte(text), 0o666))
		content = append(content, text...)
	}
	must(t, os.Symlink("..", filepath.Join(dir, "sub", "loop")))
	must(t, os.Symlink("self", filepath.Join(dir, "self")))
	must(t, os.Symlink("one", filepath.Join(dir, "link")))
	must(t, unix.Mkfifo(filepath.Join(dir, "fifo"), 0o666))
	return dir, content
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestReport(t *testing.T) {
	needThreads(t)
	dir, content := tree(t)
	link := filepath.Join(t.TempDir(), "link") // DIR itself may be one
	must(t, os.Symlink(dir, link))
	r, stderr := command(t, t.Context(), 0, "-n", "20", "-threads", "3", link)
	if stderr != "" || len(r.Errors) != 0 {
		t.Errorf("errors %q, stderr %q", r.Errors, stderr)
	}
	if r.System == nil || r.Region == nil || r.Count == nil || r.Spawn == nil {
		t.Fatalf("steps are missing: %+v", r)
	}
	if s := r.System; s.Arch == "" || s.Kernel == "" || s.PageSize != os.Getpagesize() || s.CPUs < 1 || len(s.Features) == 0 {
		t.Errorf("system %+v", s)
	}
	if g := r.Region; g.ThreadID == 0 || len(g.Parts) != 5 || len(g.Maps) == 0 {
		t.Errorf("region %+v", g)
	}
	var want [256]uint64
	for _, b := range content {
		want[b]++
	}
	c := r.Count
	if !c.Complete || !c.Equal || c.Files != 5 || c.Empty != 1 || c.Threads != 3 {
		t.Errorf("count: complete %v, equal %v, %d files, %d empty, %d threads", c.Complete, c.Equal, c.Files, c.Empty, c.Threads)
	}
	if c.Bytes != uint64(len(content)) || c.Lines != want['\n'] || c.Histogram != want {
		t.Errorf("%d bytes, %d lines; want %d, %d, and their histogram", c.Bytes, c.Lines, len(content), want['\n'])
	}
	if p := r.Spawn; p.RawThreads.Made != 20 || p.Locked.Made != 20 || p.Ratio <= 0 {
		t.Errorf("spawn %+v", p)
	}
}

func TestBatches(t *testing.T) {
	needThreads(t)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "0"), []byte("ab\n"), 0o666))
	for i := range maxMapped + 5 {
		name := filepath.Join(dir, strings.Repeat("x", 1+i%100), strings.Repeat("y", 1+i/100))
		must(t, os.MkdirAll(filepath.Dir(name), 0o777))
		must(t, os.Link(filepath.Join(dir, "0"), name))
	}
	r, _ := command(t, t.Context(), 0, "-n", "0", dir)
	if c, n := r.Count, maxMapped+6; c.Files != n || c.Lines != uint64(n) || c.Bytes != uint64(3*n) || !c.Equal || !c.Complete {
		t.Errorf("%d files, %d lines, %d bytes, equal %v, complete %v; want %d files", c.Files, c.Lines, c.Bytes, c.Equal, c.Complete, n)
	}
	if r.Spawn != nil {
		t.Errorf("-n 0 does step 5: %+v", r.Spawn)
	}
}

func TestEmptyDir(t *testing.T) {
	needThreads(t)
	if r, _ := command(t, t.Context(), 0, "-n", "1", t.TempDir()); !r.Count.Complete || r.Count.Files != 0 || r.Count.Bytes != 0 {
		t.Errorf("%+v", r.Count)
	}
}

func TestUnreadable(t *testing.T) {
	needThreads(t)
	if os.Geteuid() == 0 {
		t.Skip("root can read all files")
	}
	dir, content := tree(t)
	must(t, os.WriteFile(filepath.Join(dir, "secret"), []byte("s"), 0))
	must(t, os.Mkdir(filepath.Join(dir, "closed"), 0))
	r, stderr := command(t, t.Context(), 1, "-n", "1", dir)
	if len(r.Errors) != 2 || !strings.Contains(stderr, "secret") || !strings.Contains(stderr, "closed") {
		t.Errorf("errors %q, stderr %q", r.Errors, stderr)
	}
	if r.Count.Bytes != uint64(len(content)) || r.Count.Files != 5 || r.Spawn == nil {
		t.Errorf("the rest was not done: %+v", r)
	}
}

// A file that is gone when it is to be mapped, or another kind of file then, is
// an error that does not keep the others from being counted; root too.
func TestFileGone(t *testing.T) {
	needThreads(t)
	dir, _ := tree(t)
	s := newSession(t.Context(), options{json: true}, io.Discard, io.Discard)
	c := &counter{s: s, countReport: &countReport{Threads: 2}}
	must(t, c.all([]string{filepath.Join(dir, "gone"), filepath.Join(dir, "fifo"), filepath.Join(dir, "link"), filepath.Join(dir, "one")}))
	must(t, c.finish())
	if len(s.report.Errors) != 3 || c.Files != 1 || c.Bytes != 1 || !c.Equal || s.finish() != 1 {
		t.Errorf("errors %q, %d files, %d bytes", s.report.Errors, c.Files, c.Bytes)
	}
}

// replaceSpawn has the command call f before it starts its nth raw thread.
func replaceSpawn(t *testing.T, f func(n int) error) {
	n := 0
	spawn = func(cfg kthread.Config, body func()) (*kthread.Thread, error) {
		n++
		if err := f(n); err != nil {
			return nil, err
		}
		return kthread.Spawn(cfg, body)
	}
	t.Cleanup(func() { spawn = kthread.Spawn })
}

func TestQuota(t *testing.T) {
	needThreads(t)
	dir, content := tree(t)
	// The first is step 2's, two are step 3's, the rest step 5's.
	for _, allowed := range []int{0, 1, 2, 3, 10} {
		replaceSpawn(t, func(n int) error {
			if n > allowed {
				return kthread.ErrThreadQuotaExceeded
			}
			return nil
		})
		r, stderr := command(t, t.Context(), 1, "-n", "20", "-threads", "2", dir)
		if len(r.Errors) == 0 || !strings.Contains(stderr, kthread.ErrThreadQuotaExceeded.Error()) {
			t.Errorf("%d allowed: errors %q, stderr %q", allowed, r.Errors, stderr)
		}
		if counted := r.Count.Bytes == uint64(len(content)); counted != (allowed >= 2) || r.Count.Complete != (allowed >= 3) {
			t.Errorf("%d allowed: counted %v, complete %v", allowed, counted, r.Count.Complete)
		}
		if want := max(0, allowed-3); r.Spawn.RawThreads.Made != want || r.Spawn.Locked.Made != 0 {
			t.Errorf("%d allowed: %+v, want %d", allowed, r.Spawn, want)
		}
	}
}

func TestInterrupted(t *testing.T) {
	needThreads(t)
	dir, _ := tree(t)
	for _, at := range []int{0, 1, 2, 10} { // raw threads before it, see TestQuota
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		replaceSpawn(t, func(n int) error {
			if n > at {
				cancel()
			}
			return nil
		})
		if at == 0 {
			cancel()
		}
		r, stderr := command(t, ctx, 1, "-n", "1000000000", "-threads", "2", dir)
		if len(r.Errors) != 1 || stderr != "kthread: interrupted\n" {
			t.Errorf("at %d: errors %q, stderr %q", at, r.Errors, stderr)
		}
		if at == 10 && (r.Spawn == nil || r.Spawn.RawThreads.Made != 8) {
			t.Errorf("what was done is not told: %+v", r.Spawn)
		}
	}
}

func TestCtrlC(t *testing.T) {
	needThreads(t)
	replaceSpawn(t, func(n int) error {
		if n == 10 {
			return unix.Kill(unix.Getpid(), unix.SIGINT)
		}
		return nil
	})
	var out, errs bytes.Buffer
	if status := run([]string{"-n", "1000000000", "-threads", "2", t.TempDir()}, &out, &errs); status != 1 || errs.String() != "kthread: interrupted\n" {
		t.Errorf("status %d, stderr %q", status, &errs)
	}
	if !strings.Contains(out.String(), "That is not all") {
		t.Errorf("stdout does not tell what was done:\n%s", &out)
	}
}

func TestText(t *testing.T) {
	needThreads(t)
	dir, _ := tree(t)
	var out, errs bytes.Buffer
	if status := run([]string{"-n", "5", dir}, &out, &errs); status != 0 || errs.Len() != 0 {
		t.Errorf("status %d, stderr %q", status, &errs)
	}
	for _, want := range []string{"1. ", "MADV_GUARD_INSTALL", "2. ", "stack, grows down", "3. ", "5 files", "4. ", "same numbers", "5. ", "locked goroutines"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("stdout lacks %q:\n%s", want, &out)
		}
	}
}

// The default DIR is what the go command says; here that is a script.
func TestGoSource(t *testing.T) {
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("no shell to run a script: ", err)
	}
	bin, root := t.TempDir(), t.TempDir()
	must(t, os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\necho '"+root+"'\n"), 0o777))
	t.Setenv("PATH", bin)
	if src, err := goSource(t.Context()); err == nil || !strings.Contains(err.Error(), "give a DIR") {
		t.Errorf("no src: %q, %v", src, err)
	}
	want := filepath.Join(root, "src")
	must(t, os.Mkdir(want, 0o777))
	if src, err := goSource(t.Context()); err != nil || src != want {
		t.Errorf("%q, %v; want %q", src, err, want)
	}
}
