package main

import (
	"fmt"
	"slices"
	"strings"

	"rawthread/bench"
)

// A card shows a case: what it is, its pictures, its figures and notes.
type card struct {
	ID, Title, Doc string
	Goal           *goalRow // nil if there is none
	Charts         []*chart
	Figures        figures
	Wide           bool // the figures need the whole width
	Notes          []string
}

func tableCard(t *bench.Table) card {
	c := card{ID: "case-" + t.Case, Title: t.Case, Doc: capital(t.Doc) + ".", Figures: tableGrid(t)}
	for _, r := range t.Results {
		c.missing(r.Peer, r.Missing)
	}
	if g := tableGoal(t); g.Wanted != "" {
		c.Goal = &g
	}
	b, said := tableBars(t)
	if len(b.rows) > 0 {
		c.Charts = append(c.Charts, &chart{id: "bench-" + t.Case, title: t.Case, doc: c.Doc + b.about(t.Floor), desc: said, height: b.height(), draw: b.draw})
	}
	return c
}

// tableBars are the ratios to the floor, which is a line; or times, if there is
// none.
func tableBars(t *bench.Table) (b *bars, desc string) {
	b = &bars{floor: 1, axis: "ratio to " + t.Floor, text: shortNumber}
	text := ratioText
	values := func(r *bench.Result) []float64 { return r.Ratios }
	if !slices.ContainsFunc(t.Results, func(r bench.Result) bool { return len(r.Ratios) > 0 }) {
		text = func(v float64) string { return valueText(v, "ns") }
		b = &bars{axis: "time of one", text: text}
		values = func(r *bench.Result) []float64 { return r.Rounds }
	}
	var said []string
	for i := range t.Results {
		r := &t.Results[i]
		v := values(r)
		if len(v) == 0 || b.floor > 0 && r.Peer == t.Floor {
			continue
		}
		row := bar{name: r.Peer, value: bench.Median(v), ours: r.Peer == t.Ours}
		row.low, row.high = bench.Spread(v)
		row.figure = text(row.value)
		if row.ours && b.floor > 0 {
			if row.goal = goalRatio(t); row.goal > 0 {
				row.figure += fmt.Sprintf(", goal %.3g", row.goal)
			}
		}
		b.rows = append(b.rows, row)
		said = append(said, strings.TrimSpace(r.Peer+" "+row.figure))
	}
	return b, fmt.Sprintf("Bars of the %s: %s.", b.axis, strings.Join(said, "; "))
}

// goalRatio is a table's goal as a ratio to the floor, 0 if it is none.
func goalRatio(t *bench.Table) float64 {
	if t.Goal.Ratio > 0 {
		return t.Goal.Ratio
	}
	at := slices.IndexFunc(t.Results, func(r bench.Result) bool { return r.Peer == t.Floor })
	if at < 0 {
		return 0
	}
	f := bench.Median(t.Results[at].Rounds)
	switch {
	case f == 0:
		return 0
	case t.Goal.Above > 0:
		return (f + t.Goal.Above) / f
	}
	return t.Goal.Time / f
}

func ladderCard(l *bench.Ladder, s styles) card {
	c := card{ID: "case-" + l.Name, Title: l.Name, Doc: capital(l.Doc) + ".", Figures: ladderGrid(l), Wide: true}
	for _, line := range l.Lines {
		c.missing(line.Peer, line.Missing)
		if line.End != "" {
			where := "before the first rung"
			if n := len(line.Points); n > 0 {
				where = "after " + count(line.Points[n-1].X)
			}
			c.Notes = append(c.Notes, fmt.Sprintf("%s ends %s: %s.", line.Peer, where, line.End))
		}
	}
	if l.Goal != "" {
		g := goalRow{Wanted: capital(l.Goal)}
		g.judge(l.Verdict)
		c.Goal = &g
	}
	if lines := ladderCurves(l, s); lines != nil {
		c.Charts = append(c.Charts, &chart{id: "bench-" + l.Name, title: l.Name, doc: c.Doc, height: lines.height(), draw: lines.draw, desc: lines.x + "; " + lines.y + ": " + c.Figures.words(-1)})
	}
	if b := ladderBars(l); b != nil {
		c.Charts = append(c.Charts, &chart{id: "bench-" + l.Name + "Top", title: l.Name, doc: b.axis + ": " + l.Doc + ".", height: b.height(), draw: b.draw, desc: b.axis + ": " + c.Figures.words(len(c.Figures.Head)-2)})
	}
	return c
}

// ladderBars are sizes at the highest rung of ours, for peers at their own
// highest up to there; none for times.
func ladderBars(l *bench.Ladder) *bars {
	y, unit := unitOf(l.Y)
	at := slices.IndexFunc(l.Lines, func(x bench.Line) bool { return x.Peer == l.Ours })
	if unit == "ns" || at < 0 || len(l.Lines[at].Points) == 0 {
		return nil
	}
	points := l.Lines[at].Points
	top := points[len(points)-1].X
	b := &bars{axis: fmt.Sprintf("%s at %s %s", y, count(top), l.X), text: func(v float64) string { return valueText(v, unit) }}
	for _, line := range l.Lines {
		for _, p := range slices.Backward(line.Points) {
			if p.X > top {
				continue
			}
			row := bar{name: line.Peer, figure: b.text(p.Y), value: p.Y, low: p.Low, high: p.High, ours: line.Peer == l.Ours}
			if p.X < top {
				row.figure += " at " + count(p.X)
			}
			b.rows = append(b.rows, row)
			break
		}
	}
	return b
}

func distributionCard(d *bench.Distribution, s styles) card {
	c := card{ID: "case-" + d.Name, Title: d.Name, Doc: capital(d.Doc) + ".", Figures: distributionGrid(d), Wide: true}
	for _, q := range d.Lines {
		c.missing(q.Peer, q.Missing)
	}
	if d.Goal != "" {
		g := goalRow{Wanted: capital(d.Goal)}
		g.judge(d.Verdict)
		c.Goal = &g
	}
	if lines := distributionCurves(d, s); lines != nil {
		c.Charts = append(c.Charts, &chart{id: "bench-" + d.Name, title: d.Name, doc: c.Doc, height: lines.height(), draw: lines.draw, desc: "Time that a share of all values does not exceed: " + c.Figures.words(-1)})
	}
	return c
}

func (c *card) missing(peer, why string) {
	if why != "" {
		c.Notes = append(c.Notes, fmt.Sprintf("Left out: %s (%s).", peer, why))
	}
}

// words are the figures of a column, all for -1, as a sentence.
func (f *figures) words(column int) string {
	var all []string
	for _, r := range f.Rows {
		said := r.Name
		for i, c := range r.Cells {
			if c.Figure == "" || column >= 0 && i != column {
				continue
			}
			said += " " + c.Figure
			if column < 0 {
				said += " at " + f.Head[i+1] + ","
			}
		}
		all = append(all, strings.TrimRight(said, ","))
	}
	return strings.Join(all, "; ") + "."
}
