package bench

import (
	"fmt"
	"strings"
)

func (t *Table) name() [2]string { return [2]string{t.Case, t.Doc} }

// grid is the table as rows of cells, the first row its heading.
func (t *Table) grid() [][]string {
	rows := [][]string{{"", "median", "half of the rounds", "to " + t.Floor, "half of the rounds", ""}}
	for i := range t.Results {
		rows = append(rows, append(t.Results[i].columns(), t.verdict(&t.Results[i])))
	}
	return rows
}

func (t *Table) notes() (lines []string) {
	for _, r := range t.Results {
		lines = append(lines, missing(r.Peer, r.Missing))
	}
	return lines
}

// columns are a result's name and figures.
func (r *Result) columns() []string {
	if r.Missing != "" {
		return []string{r.Peer, "left out", "", "", ""}
	}
	low, high := Spread(r.Rounds)
	c := []string{r.Peer, Duration(Median(r.Rounds)), Duration(low) + " to " + Duration(high), "", ""}
	if len(r.Ratios) > 0 {
		low, high = Spread(r.Ratios)
		c[3], c[4] = fmt.Sprintf("%.2f", Median(r.Ratios)), fmt.Sprintf("%.2f to %.2f", low, high)
	}
	return c
}

// verdict compares the result with the goal, if it is what the goal is for.
func (t *Table) verdict(r *Result) string {
	if r.Peer != t.Ours {
		return ""
	}
	var all []string
	for _, v := range t.Verdicts() {
		word := "missed"
		if v.Met {
			word = "met"
		}
		what := v.What
		if v.Limit {
			what = "goal " + what
		}
		all = append(all, what+": "+word)
	}
	return strings.Join(all, ", ")
}

// median is what a peer takes, 0 if it was not measured.
func (t *Table) median(peer string) float64 {
	for i := range t.Results {
		if t.Results[i].Peer == peer {
			return Median(t.Results[i].Rounds)
		}
	}
	return 0
}
