package main

import (
	"fmt"
	"slices"

	"rawthread/bench"
)

// Figures are a table of figures: a row for each peer.
type figures struct {
	Caption string
	Head    []string
	Rows    []gridRow
}

type gridRow struct {
	Name  string
	Ours  bool
	Cells []cell
}

// A cell is a figure, and the spread below it. Value is the figure in full.
type cell struct {
	Figure, Spread string
	Value          string
}

func newCell(v float64, figure, spread string) cell {
	return cell{figure, spread, fmt.Sprintf("%.6g", v)}
}

// tableGrid has the times and ratios of a table's peers.
func tableGrid(t *bench.Table) figures {
	ns := func(v float64) string { return valueText(v, "ns") }
	g := figures{Caption: t.Case, Head: []string{"", "time of one", "to " + t.Floor}}
	for _, r := range t.Results {
		if r.Missing != "" {
			continue
		}
		row := gridRow{Name: r.Peer, Ours: r.Peer == t.Ours, Cells: make([]cell, 2)}
		if len(r.Rounds) > 0 {
			m := bench.Median(r.Rounds)
			row.Cells[0] = newCell(m, ns(m), spreadText(r.Rounds, ns))
		}
		if len(r.Ratios) > 0 {
			m := bench.Median(r.Ratios)
			row.Cells[1] = newCell(m, ratioText(m), spreadText(r.Ratios, ratioText))
		}
		if r.Peer == t.Floor {
			row.Cells[1].Spread = ""
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// ladderGrid has a column for each rung.
func ladderGrid(l *bench.Ladder) figures {
	_, unit := unitOf(l.Y)
	g := figures{Caption: l.Name, Head: []string{l.X}}
	var rungs []float64
	for _, line := range l.Lines {
		for _, p := range line.Points {
			if i, ok := slices.BinarySearch(rungs, p.X); !ok {
				rungs = slices.Insert(rungs, i, p.X)
			}
		}
	}
	for _, x := range rungs {
		g.Head = append(g.Head, count(x))
	}
	text := func(v float64) string { return valueText(v, unit) }
	for _, line := range l.Lines {
		if line.Missing != "" {
			continue
		}
		row := gridRow{Name: line.Peer, Ours: line.Peer == l.Ours, Cells: make([]cell, len(rungs))}
		for _, p := range line.Points {
			i, _ := slices.BinarySearch(rungs, p.X)
			row.Cells[i] = newCell(p.Y, text(p.Y), rangeText(p.Low, p.High, text))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// distributionGrid has a column for each quantile.
func distributionGrid(d *bench.Distribution) figures {
	g := figures{Caption: d.Name, Head: []string{"", "values"}}
	for _, p := range bench.Probabilities {
		g.Head = append(g.Head, probability(p))
	}
	text := func(v float64) string { return valueText(v, d.Unit) }
	for _, q := range d.Lines {
		if q.Missing != "" {
			continue
		}
		row := gridRow{Name: q.Peer, Ours: q.Peer == d.Ours, Cells: []cell{newCell(float64(q.N), count(float64(q.N)), "")}}
		for _, p := range bench.Probabilities {
			c := cell{}
			for _, v := range q.Q {
				if v.P == p {
					c = newCell(v.Value, text(v.Value), rangeText(v.Low, v.High, text))
				}
			}
			row.Cells = append(row.Cells, c)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// archGrid has what ours take in each run, to the floor: a row for each case.
func archGrid(runs []*bench.Run) figures {
	g := figures{Caption: "Ratios to the floor by architecture", Head: []string{""}}
	at := map[string]int{}
	for i, r := range runs {
		g.Head = append(g.Head, r.Machine.Arch)
		for _, t := range r.Tables {
			n, ok := at[t.Case]
			if !ok {
				n = len(g.Rows)
				at[t.Case] = n
				g.Rows = append(g.Rows, gridRow{Name: t.Case, Cells: make([]cell, len(runs))})
			}
			for _, p := range t.Results {
				if p.Peer == t.Ours && len(p.Ratios) > 0 {
					m := bench.Median(p.Ratios)
					g.Rows[n].Cells[i] = newCell(m, ratioText(m), "")
				}
			}
		}
	}
	return g
}
