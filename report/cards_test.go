package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"rawthread/bench"
)

// cardsJS reads the figures that a reader sees on the page.
const cardsJS = `[...document.querySelectorAll('article.card[id]')].map(card => ({
	ID: card.id,
	Charts: card.querySelectorAll('svg').length,
	Text: card.textContent,
	Head: [...card.querySelectorAll('thead th')].map(e => e.textContent),
	Rows: [...card.querySelectorAll('tbody tr')].map(row => ({
		Name: row.querySelector('th').textContent,
		Cells: [...row.querySelectorAll('td')].map(td => td.querySelector('data')?.textContent ?? ''),
		Spreads: [...row.querySelectorAll('td')].map(td => td.querySelector('small')?.textContent ?? ''),
	})),
}))`

type shownCard struct {
	ID, Text string
	Charts   int
	Head     []string
	Rows     []struct {
		Name           string
		Cells, Spreads []string
	}
}

// A wanted row is what a row of a card has to show.
type wantedRow struct {
	name  string
	cells []float64 // NaN: empty
}

// compareCards compares what the page shows with the run that it is about.
func compareCards(t *testing.T, cards []shownCard, r *bench.Run) {
	shown := map[string]shownCard{}
	for _, c := range cards {
		shown[c.ID] = c
	}
	if want := len(r.Tables) + len(r.Ladders) + len(r.Distributions); len(cards) != want {
		t.Errorf("%d cards, want %d", len(cards), want)
	}
	for _, tab := range r.Tables {
		var rows []wantedRow
		var notes []string
		for _, p := range tab.Results {
			if p.Missing != "" {
				notes = append(notes, p.Peer+" ("+p.Missing+")")
				continue
			}
			row := wantedRow{p.Peer, []float64{bench.Median(p.Rounds), math.NaN()}}
			if len(p.Ratios) > 0 {
				row.cells[1] = bench.Median(p.Ratios)
			}
			rows = append(rows, row)
		}
		compareCard(t, shown["case-"+tab.Case], tab.Case, rows, notes)
	}
	for _, l := range r.Ladders {
		rungs := map[float64]bool{}
		for _, line := range l.Lines {
			for _, p := range line.Points {
				rungs[p.X] = true
			}
		}
		var rows []wantedRow
		var notes []string
		for _, line := range l.Lines {
			if line.Missing != "" {
				notes = append(notes, line.Peer+" ("+line.Missing+")")
				continue
			}
			row := wantedRow{name: line.Peer}
			for _, x := range []float64{1, 10, 100, 1000, 10_000, 100_000} {
				if y, ok := line.At(x); ok {
					row.cells = append(row.cells, y)
				} else if rungs[x] {
					row.cells = append(row.cells, math.NaN())
				}
			}
			if line.End != "" {
				notes = append(notes, fmt.Sprintf("%s ends after %s: %s", line.Peer, count(line.Points[len(line.Points)-1].X), line.End))
			}
			rows = append(rows, row)
		}
		compareCard(t, shown["case-"+l.Name], l.Name, rows, notes)
	}
	for _, d := range r.Distributions {
		var rows []wantedRow
		var notes []string
		for _, q := range d.Lines {
			if q.Missing != "" {
				notes = append(notes, q.Peer+" ("+q.Missing+")")
				continue
			}
			row := wantedRow{q.Peer, []float64{float64(q.N)}}
			for _, p := range bench.Probabilities {
				v, ok := q.At(p)
				if !ok {
					v = math.NaN()
				}
				row.cells = append(row.cells, v)
			}
			rows = append(rows, row)
		}
		compareCard(t, shown["case-"+d.Name], d.Name, rows, notes)
	}
}

func compareCard(t *testing.T, c shownCard, name string, rows []wantedRow, notes []string) {
	if c.ID == "" {
		t.Errorf("%s is not on the page", name)
		return
	}
	if (len(rows) > 0) != (c.Charts > 0) {
		t.Errorf("%s: %d charts of %d peers", name, c.Charts, len(rows))
	}
	for _, n := range notes {
		if !strings.Contains(c.Text, n) {
			t.Errorf("%s: %q is not noted", name, n)
		}
	}
	if len(c.Rows) != len(rows) {
		t.Errorf("%s: %d rows, want %d", name, len(c.Rows), len(rows))
		return
	}
	for i, want := range rows {
		got := c.Rows[i]
		if got.Name != want.name || len(got.Cells) != len(want.cells) || len(c.Head) != len(want.cells)+1 {
			t.Errorf("%s: a row of %s with %q, want %s with %v", name, got.Name, got.Cells, want.name, want.cells)
			continue
		}
		for j, text := range got.Cells {
			if v := number(text); !alike(v, want.cells[j]) {
				t.Errorf("%s, %s: %q under %q, want %v", name, want.name, text, c.Head[j+1], want.cells[j])
			}
			if low, high, ok := strings.Cut(got.Spreads[j], " to "); ok && !rising(low, high) {
				t.Errorf("%s, %s: %q", name, want.name, got.Spreads[j])
			}
		}
	}
}

// alike reports whether a figure of three digits or so is a value's.
func alike(figure, value float64) bool {
	if math.IsNaN(value) || math.IsNaN(figure) {
		return math.IsNaN(value) == math.IsNaN(figure)
	}
	return math.Abs(figure-value) <= 0.006*math.Abs(value) || math.Abs(figure-value) < 0.0006
}

// rising reports whether a range's ends rise; the unit of both may stand once.
func rising(low, high string) bool {
	if _, unit, ok := strings.Cut(high, " "); ok && !strings.Contains(low, " ") {
		low += " " + unit
	}
	return number(low) < number(high)
}

// number reads a figure with its unit; NaN if there is none.
func number(text string) float64 {
	figure, unit, _ := strings.Cut(text, " ")
	v, err := strconv.ParseFloat(strings.ReplaceAll(figure, ",", ""), 64)
	if err != nil {
		return math.NaN()
	}
	return v * map[string]float64{"": 1, "KiB": 1, "ns": 1, "µs": 1e3, "ms": 1e6, "s": 1e9}[unit]
}
