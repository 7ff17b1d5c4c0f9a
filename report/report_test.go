package main

import (
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot"

	"rawthread/bench"
)

func TestGoals(t *testing.T) {
	rows := map[string]goalRow{}
	for _, g := range goals(fixture("amd64", 5)) {
		rows[g.Name] = g
	}
	for _, want := range []struct{ name, wanted, verdict, why string }{
		{"SpawnJoin64KiB", "At most 1.2 × kernel alone, below glibc", "met", ""},
		{"PoolDispatch", "At most 0.25 × kernel alone", "met", ""},
		{"Mutex", "At most 0.5 × sync.Mutex", "missed", ""},
		{"Var", "At most 1 ns more than global", "met", ""},
		{"Nothing", "No more than the floor", "not measured", ""},
		{"LiveSpawn", "At 100,000 at most 1.2 times what it is at 10", "met", ""},
		{"LiveMemory", "At most 4.5 KiB at 100,000", "missed", ""},
		{"Jitter", "The 99.99 % and the greatest of a round no more than in C and the noise of the rounds", "met", ""},
	} {
		g, ok := rows[want.name]
		if !ok || g.Wanted != want.wanted || g.Verdict != want.verdict || g.Why != want.why {
			t.Errorf("%s: %+v, want %+v", want.name, g, want)
		}
		delete(rows, want.name)
	}
	if len(rows) != 0 {
		t.Errorf("goals of %v", rows)
	}
}

func TestGoalFigures(t *testing.T) {
	r := bench.Table{Case: "Case", Floor: "floor", Ours: "ours", Goal: bench.Goal{Ratio: 1.5, Below: "peer"}, Results: []bench.Result{
		{Peer: "floor", Rounds: []float64{10, 10, 10}, Ratios: []float64{1, 1, 1}}, {Peer: "peer", Rounds: []float64{11, 11, 11}, Ratios: []float64{1.1, 1.1, 1.1}},
		{Peer: "ours", Rounds: []float64{14, 16, 18}, Ratios: []float64{1.4, 1.6, 1.8}}, {Peer: "none", Missing: "no such thing"}}}
	g := tableGoal(&r)
	if g.Measured != "1.60" || g.Spread != "1.40 to 1.80" || g.Verdict != "missed" || g.Why != "at most 1.5, below peer" || !slices.Equal(g.Peers, []peerFigure{{"peer", "1.10"}}) {
		t.Errorf("%+v", g)
	}
	r.Results[2].Ratios = []float64{1.3, 1.4, 1.5}
	if g := tableGoal(&r); g.Verdict != "missed" || g.Why != "below peer" {
		t.Errorf("%+v", g)
	}
	r.Results[2].Rounds = []float64{10.9, 10.9, 10.9}
	if g := tableGoal(&r); g.Verdict != "met" || g.Why != "" {
		t.Errorf("%+v", g)
	}
	for verdict, want := range map[string][2]string{"1.1 KiB: met": {"1.1 KiB", "met"}, "a 2 ms to 1 ms, missed": {"a 2 ms to 1 ms", "missed"}, "0.8 times at 1000": {"0.8 times at 1000", "not judged"}, "": {"", "not measured"}} {
		var g goalRow
		if g.judge(verdict); [2]string{g.Measured, g.Verdict} != want {
			t.Errorf("%q: %+v", verdict, g)
		}
	}
}

// TestOneRound has no spread to show.
func TestOneRound(t *testing.T) {
	r := fixture("amd64", 1)
	for _, g := range goals(r) {
		if g.Spread != "" {
			t.Errorf("%s has a spread of %q", g.Name, g.Spread)
		}
	}
	for i := range r.Tables {
		for _, row := range tableGrid(&r.Tables[i]).Rows {
			for _, c := range row.Cells {
				if c.Spread != "" {
					t.Errorf("%s, %s: %+v", r.Tables[i].Case, row.Name, c)
				}
			}
		}
	}
	files, err := report([]*bench.Run{r}, nil)
	if err != nil || len(files) < 10 {
		t.Errorf("%d files, %v", len(files), err)
	}
}

func TestArchitectures(t *testing.T) {
	runs := fixtures()
	g := archGrid(runs)
	if !slices.Equal(g.Head[1:], architectures) {
		t.Errorf("columns %q", g.Head)
	}
	at := slices.IndexFunc(g.Rows, func(r gridRow) bool { return r.Name == "Mutex" })
	want := ratioText(bench.Median(runs[3].Tables[2].Results[1].Ratios))
	if at < 0 || g.Rows[at].Cells[3].Figure != want {
		t.Errorf("Mutex on arm64: %+v, want %s", g.Rows, want)
	}
	var names []string
	for _, d := range archDots(runs, newStyles(runs)) {
		names = append(names, d.name)
		if len(d.rows) != len(architectures) || d.peers()[0] != d.ours || slices.Contains(d.peers(), d.floor) {
			t.Errorf("%s: %d rows, peers %q", d.name, len(d.rows), d.peers())
		}
	}
	if want := []string{"SpawnJoin64KiB", "PoolDispatch", "Mutex", "Var"}; !slices.Equal(names, want) {
		t.Errorf("pictures of %q, want %q", names, want)
	}
	if p := newPage(append(runs, fixture("arm", 3)), nil); len(p.Arches.Machines) != len(architectures) {
		t.Errorf("%d machines: the second run of arm should not count", len(p.Arches.Machines))
	}
	if p := newPage(runs[:1], nil); p.Arches != nil {
		t.Error("architectures of a single run")
	}
}

func TestComparison(t *testing.T) {
	old, now := fixture("amd64", 5), fixture("amd64", 5)
	if c := compare(&former{"old.json", old}, now); len(c.Worse)+len(c.Better) != 0 || c.Machine != "" || c.Looked == 0 {
		t.Errorf("the same run: %+v", c)
	}
	for i := range now.Tables[0].Results[5].Ratios {
		now.Tables[0].Results[5].Ratios[i] *= 3
		now.Tables[1].Results[1].Ratios[i] /= 3
	}
	now.Machine.Kernel = "7.0"
	c := compare(&former{"old.json", old}, now)
	if len(c.Worse) != 1 || !strings.HasPrefix(c.Worse[0].What, "SpawnJoin64KiB") || len(c.Better) != 1 || !strings.HasPrefix(c.Better[0].What, "PoolDispatch") || !strings.Contains(c.Machine, "6.18.1") {
		t.Errorf("%+v", c)
	}
}

// TestStyles has more peers than hues: those of a picture differ all the same.
func TestStyles(t *testing.T) {
	all := styles{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}
	if a := all.of([]string{"a", "b", "ours", "floor"}, "ours", "floor"); a["a"].role != hues[0] || a["b"].role != hues[1] || a["ours"].role != ours || a["floor"].role != floor {
		t.Errorf("%+v", a)
	}
	seen := map[role]string{}
	for peer, s := range all.of([]string{"i", "j", "ours", "a", "b", "c", "h", "k"}, "ours", "") {
		if seen[s.role] != "" {
			t.Errorf("%s and %s look alike", peer, seen[s.role])
		}
		seen[s.role] = peer
	}
}

// TestPictures reads all pictures as XML, and looks for colours that have no
// name.
func TestPictures(t *testing.T) {
	p := newPage(fixtures(), nil)
	for _, c := range p.charts {
		for _, text := range []string{c.inline(), c.file()} {
			d := xml.NewDecoder(strings.NewReader(text))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", c.id, err)
				}
			}
			if _, body, _ := strings.Cut(text, "<g "); strings.Contains(body, "#") || strings.Contains(body, "NaN") || strings.Contains(body, "Inf") {
				t.Errorf("%s has a colour by number, or no number", c.id)
			}
			if strings.Count(text, "<text") != strings.Count(text, "textLength") {
				t.Errorf("%s has a text that may be wider elsewhere", c.id)
			}
		}
	}
}

func TestFiles(t *testing.T) {
	names, out := files(t, fixtures()[:2]), t.TempDir()
	for _, name := range []string{"bench-Gone.svg", "other.svg"} {
		if err := os.WriteFile(filepath.Join(out, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	made, err := run(out, names[0], names)
	if err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(out)
	if err != nil || len(left) != made+1 {
		t.Errorf("%d files of %d, %v", len(left), made, err)
	}
	if _, err := os.Stat(filepath.Join(out, "bench-Gone.svg")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a picture that is not made any more is there")
	}
	page, err := os.ReadFile(filepath.Join(out, pageName))
	if err != nil || !strings.Contains(string(page), "no Zig in PATH") || !strings.Contains(string(page), "Compared with amd64.json") {
		t.Errorf("the page lacks something, %v", err)
	}

	empty := filepath.Join(t.TempDir(), "empty.json")
	if err := new(bench.Run).WriteFile(empty); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []string{empty, filepath.Join(out, "none.json"), filepath.Join(out, pageName)} {
		if _, err := run(t.TempDir(), "", []string{wrong}); err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: %v", wrong, err)
		}
		if _, err := run(t.TempDir(), wrong, names); err == nil {
			t.Errorf("compared with %s", wrong)
		}
	}
}

func TestTexts(t *testing.T) {
	for v, want := range map[float64]string{0.01234: "0.0123", 0.0372: "0.0372", 0.4965: "0.496", 0.9996: "1.00", 1.234: "1.23", 9.996: "10.0", 99.96: "100", 1234: "1,234"} {
		if got := ratioText(v); got != want {
			t.Errorf("ratio %v is %q, want %q", v, got, want)
		}
	}
	us := func(v float64) string { return valueText(v, "ns") }
	for _, x := range []struct {
		low, high float64
		want      string
	}{{1000, 2000, "1 to 2 µs"}, {900, 2000, "900 ns to 2 µs"}, {1000, 1000.1, ""}} {
		if got := rangeText(x.low, x.high, us); got != x.want {
			t.Errorf("%v to %v is %q, want %q", x.low, x.high, got, x.want)
		}
	}
	labels := func(ticks []plot.Tick) (all []string) {
		for _, t := range ticks {
			all = append(all, t.Label)
		}
		return all
	}
	for _, x := range []struct {
		got, want string
	}{
		{strings.Join(labels(evenTicks(shortNumber)(0, 2.7)), " "), "0 0.5 1 1.5 2 2.5"},
		{strings.Join(labels(evenTicks(shortNumber)(0, 130)), " "), "0 50 100"},
		{strings.Join(labels(logTicks(shortNumber)(0.02, 200)), " "), "0.1 1 10 100"},
		{strings.Join(labels(logTicks(shortNumber)(2, 9)), " "), "2 3 4 5 7"},
		{strings.Join(wrap(small(ink), "one two three", small(ink).Width("one two")), "|"), "one two|three"},
	} {
		if x.got != x.want {
			t.Errorf("%q, want %q", x.got, x.want)
		}
	}
}
