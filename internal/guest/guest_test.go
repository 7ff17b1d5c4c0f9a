//go:build unix

package guest

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// entries reads an archive: name -> mode in octal and data.
func entries(t *testing.T, b []byte) (names []string, all map[string]string) {
	t.Helper()
	all = map[string]string{}
	for {
		field := func(i int) int {
			n, err := strconv.ParseInt(string(b[6+8*i:][:8]), 16, 64)
			if err != nil {
				t.Fatal(err)
			}
			return int(n)
		}
		if string(b[:6]) != "070701" {
			t.Fatalf("no header: %q", b[:min(len(b), 16)])
		}
		mode, size, nameLen := field(1), field(6), field(11)
		at := (110 + nameLen + 3) &^ 3
		name := string(b[110:][:nameLen-1])
		if b[110+nameLen-1] != 0 {
			t.Errorf("%s: no zero byte behind the name", name)
		}
		if name == "TRAILER!!!" {
			return names, all
		}
		names = append(names, name)
		all[name] = strconv.FormatInt(int64(mode), 8) + " " + string(b[at:][:size])
		b = b[at+(size+3)&^3:]
	}
}

func TestInitramfs(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"init": "I", "x.test": "BINARY", "src/x_test.go": "package x", "src/testdata/deep/file": "data", "src/sub/other.go": "left out"} {
		file := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(file), 0o755)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	p := Program{Name: "m/x", Binary: filepath.Join(dir, "x.test"), Dir: filepath.Join(dir, "src")}
	if err := Initramfs(&b, filepath.Join(dir, "init"), []Program{p}, Plan{Runs: []Run{{Args: []string{"a"}}}}); err != nil {
		t.Fatal(err)
	}
	names, all := entries(t, b.Bytes())
	binary, src := p.Place()
	for name, want := range map[string]string{"init": "100755 I", binary[1:]: "100755 BINARY", src[1:] + "/x_test.go": "100644 package x", src[1:] + "/testdata/deep/file": "100644 data",
		"dev/console": "20600 ", "proc": "40755 ", "tmp": "40755 "} {
		if all[name] != want {
			t.Errorf("%s is %q, want %q", name, all[name], want)
		}
	}
	if !strings.Contains(all[PlanFile[1:]], `"Args":["a"]`) {
		t.Errorf("the plan is %q", all[PlanFile[1:]])
	}
	// The kernel makes no folders by itself.
	made := map[string]bool{".": true}
	for _, n := range names {
		if !made[filepath.Dir(n)] {
			t.Errorf("%s is before its folder", n)
		}
		if made[n] || strings.Contains(n, "other") {
			t.Errorf("%s twice, or at all", n)
		}
		made[n] = true
	}
}

func TestMarks(t *testing.T) {
	for _, e := range []Event{
		{Kind: "up", Release: "7.2-x", Page: 65536},
		{Kind: "begin", Run: 3},
		{Kind: "again", Run: 3, Status: "error:fatal_error"},
		{Kind: "end", Run: 3, Status: OK, Elapsed: 1500 * time.Millisecond},
		{Kind: "end", Status: "signal:6"},
		{Kind: "off"},
	} {
		if got, ok := parseMark(e.String()); !ok || got != e {
			t.Errorf("%v came back as %+v, %v", e, got, ok)
		}
	}
	for _, bad := range []string{"", "ok", "x " + Event{Kind: "off"}.String(), mark, mark + "end 1", mark + "begin x", mark + "off now"} {
		if e, ok := parseMark(bad); ok {
			t.Errorf("%q is %+v", bad, e)
		}
	}
}

func TestStatus(t *testing.T) {
	for s, want := range map[Status]string{"exit:2": "exit status 2", "signal:11": "signal 11", TimedOut: "timed out", "error:no_such_file": "no such file"} {
		if err := s.Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", s, err, want)
		}
	}
	if err := OK.Err(); err != nil {
		t.Error(err)
	}
}

// read has a console read text, and returns it with what it reported.
func read(t *testing.T, text string) (c *console, events []Event, lines, limits []string) {
	t.Helper()
	c = &console{plan: Plan{Runs: []Run{{Limit: time.Second}}},
		event: func(e Event) { events = append(events, e) },
		line:  func(s string) { lines = append(lines, s) },
		limit: func(d time.Duration, _ string) { limits = append(limits, d.String()) }}
	if err := c.read(io.Reader(strings.NewReader(text))); err != nil {
		t.Fatal(err)
	}
	return c, events, lines, limits
}

func TestConsole(t *testing.T) {
	c, events, lines, limits := read(t, "[    0.1] boots\r\n@guest up 6.1 4096\r\n@guest begin 0\none\n\x16two\n@guest end 0 exit:0 0.1\n@guest off\n")
	if !c.off || c.panic != "" || len(events) != 4 || strings.Join(lines, "|") != "[    0.1] boots|one|\x16two" || strings.Join(limits, " ") != "1m0s 1m1s 1m0s 1m0s" {
		t.Errorf("%+v, events %v, lines %q, limits %v", c, events, lines, limits)
	}
}

// A program is stillborn by what its output begins with, in whatever pieces it comes.
func TestStillborn(t *testing.T) {
	const died = "fatal error: float64nan3\nruntime: panic before malloc heap initialized\n\nruntime stack:\n"
	for text, want := range map[string]bool{died: true, "": false, "=== RUN TestA\n" + strings.Repeat("x", 256) + died: false} {
		for _, size := range []int{1, 7, 4096} {
			var s Stillborn
			for piece := range slices.Chunk([]byte(text), size) {
				if n, err := s.Write(piece); n != len(piece) || err != nil {
					t.Fatal(n, err)
				}
			}
			if why, was := s.Was(); was != want || want && why != "error:fatal error: float64nan3" {
				t.Errorf("%q in pieces of %d: %v, %s", text, size, was, why)
			}
		}
	}
}

func TestConsolePanic(t *testing.T) {
	for _, line := range []string{"Kernel panic - not syncing: Attempted to kill init!", "[   12.345678] Kernel panic - not syncing: Attempted to kill init!", "[    3.2][    T1] Kernel panic - not syncing: Attempted to kill init!"} {
		if c, _, _, _ := read(t, "@guest up 6.1 4096\n"+line+"\n"); c.off || !strings.Contains(c.panic, "kill init") {
			t.Errorf("%q: %+v", line, c)
		}
	}
	if c, _, _, _ := read(t, "    x_test.go:1: Kernel panic - not syncing\nlast\n"); c.panic != "" || c.last != "last" {
		t.Errorf("a test's words taken for a panic: %+v", c)
	}
}
