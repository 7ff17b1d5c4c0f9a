package main

import (
	"fmt"
	"slices"
	"strings"

	"rawthread/bench"
)

// A goalRow is a row of the table of goals.
type goalRow struct {
	ID, Name string // of the card, and the case
	Wanted   string
	Measured string
	Spread   string
	Verdict  string // "met", "missed", "not judged" or "not measured"
	Why      string // the parts that are missed
	Peers    []peerFigure
}

type peerFigure struct{ Name, Figure string }

const notMeasured = "not measured"

// goals are the rows of all goals of a run.
func goals(r *bench.Run) (rows []goalRow) {
	for i := range r.Tables {
		if row := tableGoal(&r.Tables[i]); row.Wanted != "" {
			rows = append(rows, row)
		}
	}
	for i := range r.Ladders {
		l := &r.Ladders[i]
		if l.Goal == "" {
			continue
		}
		row := goalRow{ID: "case-" + l.Name, Name: l.Name, Wanted: capital(l.Goal)}
		row.judge(l.Verdict)
		row.Peers = ladderPeers(l)
		rows = append(rows, row)
	}
	for i := range r.Distributions {
		d := &r.Distributions[i]
		if d.Goal == "" {
			continue
		}
		row := goalRow{ID: "case-" + d.Name, Name: d.Name, Wanted: capital(d.Goal)}
		row.judge(d.Verdict)
		for _, q := range d.Lines {
			if q.Peer != d.Ours && len(q.Q) > 0 {
				top := q.Q[len(q.Q)-1]
				row.Peers = append(row.Peers, peerFigure{q.Peer, probability(top.P) + " of all " + valueText(top.Value, d.Unit)})
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// judge takes a verdict of bench apart: what was measured, and met or missed at
// its end.
func (g *goalRow) judge(verdict string) {
	g.Measured, g.Verdict = verdict, notMeasured
	if verdict != "" {
		g.Verdict = "not judged" // the run did not go so far
	}
	for _, v := range []string{"met", "missed"} {
		if s, ok := strings.CutSuffix(verdict, v); ok {
			g.Measured, g.Verdict = strings.TrimRight(s, ":, "), v
		}
	}
}

// wanted are a table's goals in words.
func wanted(t *bench.Table) string {
	var all []string
	of := func(is bool, format string, args ...any) {
		if is {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	g := t.Goal
	of(g.Ratio == 1, "no more than %s", t.Floor)
	of(g.Ratio > 0 && g.Ratio != 1, "at most %.4g × %s", g.Ratio, t.Floor)
	of(g.Time > 0, "at most %s", valueText(g.Time, "ns"))
	of(g.Above > 0, "at most %s more than %s", valueText(g.Above, "ns"), t.Floor)
	of(g.Below != "", "below %s", g.Below)
	return capital(strings.Join(all, ", "))
}

func tableGoal(t *bench.Table) goalRow {
	row := goalRow{ID: "case-" + t.Case, Name: t.Case, Wanted: wanted(t), Verdict: notMeasured}
	for _, r := range t.Results {
		text, spread := figure(&r, t)
		switch {
		case text == "":
		case r.Peer == t.Ours:
			row.Measured, row.Spread = text, spread
		case r.Peer != t.Floor || t.Goal.Above > 0:
			row.Peers = append(row.Peers, peerFigure{r.Peer, text})
		}
	}
	verdicts := t.Verdicts()
	if len(verdicts) == 0 {
		return row
	}
	row.Verdict = "met"
	var missed []string
	for _, v := range verdicts {
		if !v.Met {
			row.Verdict = "missed"
			what := v.What
			if v.Limit {
				what = "at most " + strings.Replace(what, " us", " µs", 1)
			}
			missed = append(missed, what)
		}
	}
	if len(missed) > 0 && len(verdicts) > 1 {
		row.Why = strings.Join(missed, ", ")
	}
	return row
}

// figure is what a goal looks at: the ratio, or the time if the goal is one.
func figure(r *bench.Result, t *bench.Table) (text, spread string) {
	values, format := r.Ratios, ratioText
	if t.Goal.Ratio == 0 && (t.Goal.Time > 0 || t.Goal.Above > 0) {
		values, format = r.Rounds, func(v float64) string { return valueText(v, "ns") }
	}
	if len(values) == 0 {
		return "", ""
	}
	return format(bench.Median(values)), spreadText(values, format)
}

// spreadText is between what half of the values lie; of a single value nothing.
func spreadText(values []float64, format func(float64) string) string {
	if len(values) < 2 {
		return ""
	}
	low, high := bench.Spread(values)
	return rangeText(low, high, format)
}

// ladderPeers are what the peers have at our last rung, or why they end before.
func ladderPeers(l *bench.Ladder) (all []peerFigure) {
	_, unit := unitOf(l.Y)
	at := slices.IndexFunc(l.Lines, func(x bench.Line) bool { return x.Peer == l.Ours })
	if at < 0 || len(l.Lines[at].Points) == 0 {
		return nil
	}
	ours := l.Lines[at].Points
	top := ours[len(ours)-1].X
	for _, p := range l.Lines {
		if p.Peer == l.Ours || len(p.Points) == 0 {
			continue
		}
		last := p.Points[len(p.Points)-1]
		text := valueText(last.Y, unit)
		if last.X != top {
			text += " at " + count(last.X)
		}
		all = append(all, peerFigure{p.Peer, text})
	}
	return all
}
