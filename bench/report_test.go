package bench

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// knownRun is a run with one of everything.
func knownRun(t *testing.T) *Run {
	return &Run{
		When: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Machine: Machine{Arch: "amd64", Kernel: "6.18", CPU: "a CPU", CPUs: 2, Go: "go1.26", Pinned: "not pinned", Versions: map[string]string{"zig": "0.14"}},
		Options: Options{Rounds: 3, Time: time.Millisecond},
		Tables:  []Table{knownTable(t)},
		Ladders: []Ladder{{Name: "Rungs", Doc: "known rungs", X: "threads", Y: "cost (ns)", Ours: "one", Goal: "less", Verdict: "more: missed",
			Lines: []Line{{Peer: "one", Points: []Point{{X: 10, Y: 2000}, {X: 1000, Y: 3000, Low: 2500, High: 3500}}, End: "no more"}, {Peer: "two", Points: []Point{{X: 100, Y: 7000}}}, {Peer: "none", Missing: "no such thing"}}}},
		Distributions: []Distribution{{Name: "Times", Doc: "known times", Unit: "ns", Ours: "one", Goal: "none",
			Lines: []Quantiles{{Peer: "one", N: 9, Q: []Quantile{{P: 0.5, Value: 12}, {P: 1, Value: 99}}}, {Peer: "none", Missing: "no such thing"}}}},
	}
}

func TestReports(t *testing.T) {
	run := knownRun(t)
	var text, markdown, gofmt strings.Builder
	Text(&text, run)
	Markdown(&markdown, run)
	Gofmt(&gofmt, run)
	for _, s := range []string{text.String(), markdown.String()} {
		for _, want := range []string{"no such thing", "2.00", "goal 1.5: missed", "3 us", "one ends there: no more", "Goal of one: less; more: missed", "99 ns", "Goal of one: none; not measured", "zig 0.14"} {
			if !strings.Contains(s, want) {
				t.Errorf("%q is not in %s", want, s)
			}
		}
	}
	for _, want := range []string{"BenchmarkKnown/two", "BenchmarkRungs/one/1000 1 3000 ns/op", "BenchmarkTimes/one 9 12 p50-ns 99 p100-ns"} {
		if !strings.Contains(gofmt.String(), want) {
			t.Errorf("%q is not in %s", want, gofmt.String())
		}
	}
}

func TestRunFile(t *testing.T) {
	run, file := knownRun(t), filepath.Join(t.TempDir(), "run.json")
	if err := run.WriteFile(file); err != nil {
		t.Fatal(err)
	}
	back, err := ReadFile(file)
	if err != nil || !reflect.DeepEqual(run, back) {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestThisMachine(t *testing.T) {
	if m := ThisMachine(); m.Arch == "" || m.CPUs < 1 || m.Go == "" || m.CPU == "" {
		t.Errorf("%+v", m)
	}
}
