package bench

import (
	"fmt"
	"slices"
	"strings"
)

func (l *Ladder) name() [2]string { return [2]string{l.Name, l.Doc} }

// unit is what stands in parentheses in Y.
func (l *Ladder) unit() string { return inParentheses(l.Y) }

// grid has a row for each rung and a column for each peer.
func (l *Ladder) grid() [][]string {
	head, body := []string{l.X}, map[float64][]string{}
	var rungs []float64
	for i := range l.Lines {
		head = append(head, l.Lines[i].Peer)
		for _, p := range l.Lines[i].Points {
			if body[p.X] == nil {
				rungs, body[p.X] = insert(rungs, p.X), make([]string, len(l.Lines))
			}
			body[p.X][i] = withUnit(p.Y, l.unit())
		}
	}
	rows := [][]string{append(head, "")}
	for _, x := range rungs {
		rows = append(rows, append(append([]string{fmt.Sprintf("%.0f", x)}, body[x]...), ""))
	}
	return rows
}

func (l *Ladder) notes() (lines []string) {
	for _, line := range l.Lines {
		lines = append(lines, missing(line.Peer, line.Missing))
		if line.End != "" {
			lines = append(lines, fmt.Sprintf("%s ends there: %s.\n", line.Peer, line.End))
		}
	}
	return append(lines, goal(l.Ours, l.Goal, l.Verdict))
}

func (d *Distribution) name() [2]string { return [2]string{d.Name, d.Doc} }

// grid has a row for each peer and a column for each quantile.
func (d *Distribution) grid() [][]string {
	head := []string{"", "values"}
	for _, p := range Probabilities {
		head = append(head, probability(p))
	}
	rows := [][]string{append(head, "")}
	for _, q := range d.Lines {
		row := []string{q.Peer, fmt.Sprint(q.N)}
		for _, p := range Probabilities {
			cell := ""
			if v, ok := q.At(p); ok {
				cell = withUnit(v, d.Unit)
			}
			row = append(row, cell)
		}
		rows = append(rows, append(row, ""))
	}
	return rows
}

func (d *Distribution) notes() (lines []string) {
	for _, q := range d.Lines {
		lines = append(lines, missing(q.Peer, q.Missing))
	}
	return append(lines, goal(d.Ours, d.Goal, d.Verdict))
}

// goal is the line that says what is wanted, and whether it is so.
func goal(ours, goal, verdict string) string {
	if goal == "" {
		return ""
	}
	if verdict == "" {
		verdict = "not measured"
	}
	return fmt.Sprintf("Goal of %s: %s; %s.\n", ours, goal, verdict)
}

// insert puts x where it belongs among rising numbers.
func insert(xs []float64, x float64) []float64 {
	i, _ := slices.BinarySearch(xs, x)
	return slices.Insert(xs, i, x)
}

// inParentheses is the last part of s that is in parentheses.
func inParentheses(s string) string {
	_, s, _ = strings.Cut(s, "(")
	s, _, _ = strings.Cut(s, ")")
	return s
}
