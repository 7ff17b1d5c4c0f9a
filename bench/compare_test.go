package bench

import (
	"strings"
	"testing"
	"time"
)

// compared is a run with a ratio of a table, a time and a size of ladders, and
// a quantile.
func compared(ratio, cost, size, quantile float64) *Run {
	return &Run{When: time.Now(),
		Tables: []Table{{Case: "Case", Floor: "floor", Ours: "us", Results: []Result{{Peer: "floor", Ratios: []float64{1, 1, 1, 1, 1}},
			{Peer: "us", Ratios: []float64{ratio - 0.2, ratio - 0.1, ratio, ratio + 0.1, ratio + 0.2}}}}}, // the quartile range is 0.2
		Ladders: []Ladder{
			{Name: "Cost", Y: "cost (ns)", Ours: "us", Lines: []Line{{Peer: "us", Points: []Point{{X: 10, Y: 100}, {X: 1000, Y: cost, Low: cost - 5, High: cost + 5}}}, {Peer: "glibc", Points: []Point{{X: 10, Y: 100}}}}},
			{Name: "Size", Y: "size (KiB)", Ours: "us", Lines: []Line{{Peer: "us", Points: []Point{{X: 10, Y: size}}}}}},
		Distributions: []Distribution{{Name: "Times", Unit: "ns", Floor: "floor", Ours: "us", Lines: []Quantiles{{Peer: "floor", Q: []Quantile{{P: 0.5, Value: 10}, {P: 1, Value: 10}}}, {Peer: "us", Q: []Quantile{{P: 0.5, Value: quantile}, {P: 1, Value: 1000 * quantile}}}}}},
	}
}

func TestCompare(t *testing.T) {
	before := compared(2, 200, 4, 20)
	for _, x := range []struct {
		name                        string
		ratio, cost, size, quantile float64
		worse, better               string
	}{
		{name: "the same", ratio: 2, cost: 200, size: 4, quantile: 20},
		{name: "noise", ratio: 2.15, cost: 205, size: 4.1, quantile: 20.9},
		{name: "worse", ratio: 2.3, cost: 220, size: 4.3, quantile: 21.1, worse: "Case: us to floor, Cost at 1000: us to itself at 10, Size at 10: us, Times, 50 %: us to floor"},
		{name: "better", ratio: 1.7, cost: 180, size: 3.7, quantile: 18.9, better: "Case: us to floor, Cost at 1000: us to itself at 10, Size at 10: us, Times, 50 %: us to floor"},
	} {
		after := compared(x.ratio, x.cost, x.size, x.quantile)
		changes, looked := Compare(before, after)
		var worse, better []string
		for _, c := range changes {
			if c.Worse() {
				worse = append(worse, c.What)
			} else {
				better = append(better, c.What)
			}
		}
		if looked != 5 || strings.Join(worse, ", ") != x.worse || strings.Join(better, ", ") != x.better {
			t.Errorf("%s: of %d worse %q, better %q", x.name, looked, worse, better)
		}
		var text strings.Builder
		WriteChanges(&text, "old.json", before, after)
		if got := strings.Contains(text.String(), "WORSE"); got != (x.worse != "") || !strings.Contains(text.String(), "old.json") {
			t.Errorf("%s: %s", x.name, text.String())
		}
	}
}
