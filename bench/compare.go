package bench

import (
	"fmt"
	"io"
	"math"
	"time"
)

// A Change is a figure of ours that two runs differ in.
type Change struct {
	What          string  // case or ladder, peers, and rung or quantile
	Before, After float64 // ratios to a peer of the same run, or sizes
	Noise         float64 // what the rounds of a run differ by among themselves, or 5 %
}

// Worse reports whether the figure rose: all are times or sizes.
func (c *Change) Worse() bool { return c.After > c.Before }

// Compare compares runs: what differs by more than the noise, and how many
// figures were looked at. Times are compared by their ratios to those of a peer
// of the same run, since a machine is not always as fast.
//
// The noise is the larger of the runs' quartile ranges, and at least 5 %.
func Compare(before, after *Run) (changes []Change, looked int) {
	old := map[string]figure{}
	for _, f := range before.figures() {
		old[f.what] = f
	}
	for _, f := range after.figures() {
		o, ok := old[f.what]
		if !ok {
			continue
		}
		looked++
		noise := max(o.spread, f.spread, 0.05*math.Abs(o.value))
		if math.Abs(f.value-o.value) > noise {
			changes = append(changes, Change{What: f.what, Before: o.value, After: f.value, Noise: noise})
		}
	}
	return changes, looked
}

// A figure is what is compared.
type figure struct {
	what          string
	value, spread float64
}

// figures are all of the peers that are ours.
func (r *Run) figures() (all []figure) {
	for _, t := range r.Tables {
		for i := range t.Results {
			if p := &t.Results[i]; p.Peer == t.Ours && len(p.Ratios) > 0 {
				low, high := Spread(p.Ratios)
				all = append(all, figure{fmt.Sprintf("%s: %s to %s", t.Case, p.Peer, t.Floor), Median(p.Ratios), high - low})
			}
		}
	}
	for i := range r.Ladders {
		all = append(all, r.Ladders[i].figures()...)
	}
	for i := range r.Distributions {
		all = append(all, r.Distributions[i].figures()...)
	}
	return all
}

// figures are a ladder's: times as ratios to glibc's at the rung or, above its
// last, to what ours are at 10; sizes as they are.
func (l *Ladder) figures() (all []figure) {
	lines := map[string]*Line{}
	for i := range l.Lines {
		lines[l.Lines[i].Peer] = &l.Lines[i]
	}
	ours, glibc := lines[l.Ours], lines["glibc"]
	if ours == nil {
		return nil
	}
	for _, p := range ours.Points {
		f := figure{fmt.Sprintf("%s at %.0f: %s", l.Name, p.X, l.Ours), p.Y, p.High - p.Low}
		if l.unit() == "ns" {
			to, ok := point(glibc, p.X)
			name := "glibc"
			if !ok {
				to, ok = point(ours, 10)
				name = "itself at 10"
			}
			if !ok {
				continue
			}
			f.what += " to " + name
			f.value, f.spread = ratio(p.Y, p.High-p.Low, to.Y, to.High-to.Low)
		}
		all = append(all, f)
	}
	return all
}

func point(l *Line, x float64) (Point, bool) {
	if l != nil {
		for _, p := range l.Points {
			if p.X == x {
				return p, true
			}
		}
	}
	return Point{}, false
}

// figures are a distribution's quantiles up to 99 %, as ratios to the floor's: a
// run has too few values above.
func (d *Distribution) figures() (all []figure) {
	lines := map[string]*Quantiles{}
	for i := range d.Lines {
		lines[d.Lines[i].Peer] = &d.Lines[i]
	}
	ours, floor := lines[d.Ours], lines[d.Floor]
	if ours == nil || floor == nil {
		return nil
	}
	for i, q := range ours.Q {
		if q.P <= 0.99 && i < len(floor.Q) && floor.Q[i].P == q.P {
			f := figure{what: fmt.Sprintf("%s, %s: %s to %s", d.Name, probability(q.P), d.Ours, d.Floor)}
			f.value, f.spread = ratio(q.Value, q.High-q.Low, floor.Q[i].Value, floor.Q[i].High-floor.Q[i].Low)
			all = append(all, f)
		}
	}
	return all
}

// ratio is a to b, and its spread by theirs.
func ratio(a, aSpread, b, bSpread float64) (value, spread float64) {
	if a == 0 || b == 0 {
		return 0, 0
	}
	return a / b, a / b * (aSpread/a + bSpread/b)
}

// WriteChanges writes what [Compare] finds between a run that a file has and
// another.
func WriteChanges(out io.Writer, file string, before, after *Run) {
	changes, looked := Compare(before, after)
	fmt.Fprintf(out, "\nCompared with %s of %s, %d figures:\n", file, before.When.Format(time.DateOnly), looked)
	if a := before.Machine; !a.Same(&after.Machine) {
		fmt.Fprintf(out, "That was another machine: %s, %d CPUs, Linux %s.\n", a.CPU, a.CPUs, a.Kernel)
	}
	for _, c := range changes {
		word := "better"
		if c.Worse() {
			word = "WORSE "
		}
		fmt.Fprintf(out, "%s  %s: %.3g -> %.3g (noise %.2g)\n", word, c.What, c.Before, c.After, c.Noise)
	}
	if len(changes) == 0 {
		fmt.Fprintln(out, "no difference beyond the noise")
	}
}
