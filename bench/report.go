package bench

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Text writes a run for a terminal.
func Text(out io.Writer, r *Run) {
	fmt.Fprintln(out, r.machine())
	for i := range r.Tables {
		textTable(out, r.Tables[i].name(), r.Tables[i].grid())
		fmt.Fprint(out, strings.Join(r.Tables[i].notes(), ""))
	}
	for i := range r.Ladders {
		textTable(out, r.Ladders[i].name(), r.Ladders[i].grid())
		fmt.Fprint(out, strings.Join(r.Ladders[i].notes(), ""))
	}
	for i := range r.Distributions {
		textTable(out, r.Distributions[i].name(), r.Distributions[i].grid())
		fmt.Fprint(out, strings.Join(r.Distributions[i].notes(), ""))
	}
}

// textTable writes a table whose first row is its heading.
func textTable(out io.Writer, name [2]string, grid [][]string) {
	fmt.Fprintf(out, "\n%s: %s\n", name[0], name[1])
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range grid {
		fmt.Fprintln(w, strings.Join(row, "\t")+"\t")
	}
	w.Flush()
}

// Markdown writes a run for a document.
func Markdown(out io.Writer, r *Run) {
	fmt.Fprintf(out, "# Benchmarks\n\n%s\nRatios are between rounds that followed one another.\n", r.machine())
	for i := range r.Tables {
		markdownTable(out, r.Tables[i].name(), r.Tables[i].grid(), r.Tables[i].notes())
	}
	for i := range r.Ladders {
		markdownTable(out, r.Ladders[i].name(), r.Ladders[i].grid(), r.Ladders[i].notes())
	}
	for i := range r.Distributions {
		markdownTable(out, r.Distributions[i].name(), r.Distributions[i].grid(), r.Distributions[i].notes())
	}
}

func markdownTable(out io.Writer, name [2]string, grid [][]string, notes []string) {
	fmt.Fprintf(out, "\n### %s\n\n%s.\n\n", name[0], name[1])
	for i, row := range grid {
		fmt.Fprintf(out, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			fmt.Fprintln(out, "|---|"+strings.Repeat("--:|", len(row)-2)+"---|")
		}
	}
	fmt.Fprintln(out)
	for _, n := range notes {
		fmt.Fprint(out, n)
	}
}

// machine says where, when and how a run was made.
func (r *Run) machine() string {
	m := &r.Machine
	where := fmt.Sprintf("%s (%s), %d CPUs", m.Arch, m.CPU, m.CPUs)
	if m.Emulator != "" {
		where = fmt.Sprintf("%s in %s, %d CPUs", m.Arch, m.Emulator, m.CPUs)
	}
	var tools []string
	for _, t := range []string{"gcc", "glibc", "musl", "zig", "rustc"} {
		if v := m.Versions[t]; v != "" {
			tools = append(tools, t+" "+v)
		}
	}
	return fmt.Sprintf("%s: %s, Linux %s, %s, %s. %d rounds of about %v for each peer, in turns; %s.",
		r.When.Format(time.DateOnly), where, m.Kernel, m.Go, strings.Join(tools, ", "), r.Options.Rounds, r.Options.Time, m.Pinned)
}

// Gofmt writes a run in the format of Go's benchmarks, a line for each round of
// a table, each rung of a ladder and each peer of a distribution, for benchstat.
func Gofmt(out io.Writer, r *Run) {
	fmt.Fprintf(out, "goos: linux\ngoarch: %s\npkg: rawthread/bench\ncpu: %s\n", r.Machine.Arch, r.Machine.CPU)
	under := func(s string) string { return strings.ReplaceAll(s, " ", "_") }
	for _, t := range r.Tables {
		for _, p := range t.Results {
			for _, ns := range p.Rounds {
				fmt.Fprintf(out, "Benchmark%s/%s %d %.6g ns/op\n", t.Case, under(p.Peer), p.N, ns)
			}
		}
	}
	for _, l := range r.Ladders {
		for _, line := range l.Lines {
			for _, p := range line.Points {
				fmt.Fprintf(out, "Benchmark%s/%s/%.0f 1 %.6g %s/op\n", l.Name, under(line.Peer), p.X, p.Y, l.unit())
			}
		}
	}
	for _, d := range r.Distributions {
		for _, q := range d.Lines {
			if len(q.Q) == 0 {
				continue
			}
			fmt.Fprintf(out, "Benchmark%s/%s %d", d.Name, under(q.Peer), q.N)
			for _, v := range q.Q {
				fmt.Fprintf(out, " %.6g p%g-%s", v.Value, 100*v.P, d.Unit)
			}
			fmt.Fprintln(out)
		}
	}
}

// missing is the line that says why a peer was left out, "" if it was not.
func missing(peer, why string) string {
	if why == "" {
		return ""
	}
	return fmt.Sprintf("Left out: %s (%s).\n", peer, why)
}

// Duration is nanoseconds with a fitting unit, to three digits.
func Duration(ns float64) string {
	switch {
	case ns < 999.5:
		return fmt.Sprintf("%.3g ns", ns)
	case ns < 999.5e3:
		return fmt.Sprintf("%.3g us", ns/1e3)
	case ns < 999.5e6:
		return fmt.Sprintf("%.3g ms", ns/1e6)
	}
	return fmt.Sprintf("%.3g s", ns/1e9)
}

// withUnit is a value of a unit: nanoseconds become what is fitting.
func withUnit(v float64, unit string) string {
	if unit == "ns" {
		return Duration(v)
	}
	return fmt.Sprintf("%.4g %s", v, unit)
}
