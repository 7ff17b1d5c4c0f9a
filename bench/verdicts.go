package bench

import (
	"fmt"
	"slices"
)

// A Verdict is a part of a goal, and whether it is met.
type Verdict struct {
	What  string // "1.05", "1 ns above", "below glibc"
	Limit bool   // it is a number that is not to be exceeded, not a peer
	Met   bool
}

// Verdicts compare what is measured with the goal; none if there is no goal, or
// nothing was measured beside the floor.
func (t *Table) Verdicts() (all []Verdict) {
	at := slices.IndexFunc(t.Results, func(r Result) bool { return r.Peer == t.Ours })
	if at < 0 || len(t.Results[at].Ratios) == 0 {
		return nil
	}
	limit := func(what string, most, value float64) {
		if most > 0 {
			all = append(all, Verdict{what, true, value <= most})
		}
	}
	ratio, took := Median(t.Results[at].Ratios), Median(t.Results[at].Rounds)
	limit(fmt.Sprintf("%.4g", t.Goal.Ratio), t.Goal.Ratio, ratio)
	limit(Duration(t.Goal.Time), t.Goal.Time, took)
	limit(Duration(t.Goal.Above)+" above", t.Goal.Above, took-t.median(t.Floor))
	if other := t.median(t.Goal.Below); other > 0 {
		all = append(all, Verdict{"below " + t.Goal.Below, false, took < other})
	}
	return all
}
