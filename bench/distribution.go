package bench

import (
	"fmt"
	"slices"
	"time"
)

// A Sampler does an operation and tells how long each took.
type Sampler struct {
	Name string
	// Run does the operation n times and returns the nanoseconds of each.
	Run func(n int) ([]int64, error)
	// Missing says why the sampler can't run here, "" if it can.
	Missing string
}

// A Sampled is an operation whose times are looked at one by one, done by several
// samplers.
type Sampled struct {
	Name, Doc string
	Floor     string        // the sampler that others are compared with
	Ours      string        // the one that the goal is for
	Goal      string        // in words
	Least     float64       // the probability from which on Ours must be no worse than Floor; 0: there is no goal
	About     time.Duration // how long an operation takes, about
	Longer    int           // a round is so many times longer than those of tables
	Cost      time.Duration // of a round besides, about
	Samplers  []Sampler
}

// Sample measures a distribution. The samplers take turns, as peers do.
func Sample(c Sampled, o Options) (Distribution, error) {
	d := Distribution{Name: c.Name, Doc: c.Doc, Unit: "ns", Floor: c.Floor, Ours: c.Ours, Goal: c.Goal}
	n, err := c.count(o)
	if err != nil {
		return d, err
	}
	values := make([][]int64, len(c.Samplers))
	rounds := make([][][]Quantile, len(c.Samplers))
	for round := range o.Rounds {
		for i, s := range c.Samplers {
			if s.Missing != "" {
				continue
			}
			v, err := s.Run(n)
			if err != nil {
				return d, fmt.Errorf("%s, %s: %w", c.Name, s.Name, err)
			}
			values[i] = append(values[i], v...)
			rounds[i] = append(rounds[i], quantiles(v))
			o.Say("%s: round %d of %d, %s", c.Name, round+1, o.Rounds, s.Name)
		}
	}
	for i, s := range c.Samplers {
		q := Quantiles{Peer: s.Name, Missing: s.Missing, N: len(values[i]), Q: quantiles(values[i])}
		for j := range q.Q {
			q.Q[j].Low, q.Q[j].High = Spread(ofRounds(rounds[i], q.Q[j].P))
		}
		d.Lines = append(d.Lines, q)
	}
	if c.Least > 0 {
		d.Verdict = d.judge(c.Least, rounds)
	}
	return d, nil
}

// count is how many operations a round has: as many as its time is for, by what
// they take the slowest sampler.
func (c *Sampled) count(o Options) (int, error) {
	n := max(1, c.Longer*int(o.Time/c.About))
	few := max(1, n/20)
	for _, s := range c.Samplers {
		if s.Missing != "" {
			continue
		}
		v, err := s.Run(few)
		if err != nil {
			return 0, fmt.Errorf("%s, %s: %w", c.Name, s.Name, err)
		}
		sum := int64(0)
		for _, x := range v {
			sum += x
		}
		if each := max(1, sum/int64(len(v))); time.Duration(each) > 2*c.About {
			n = min(n, max(1, c.Longer*int(o.Time.Nanoseconds()/each)))
		}
	}
	return n, nil
}

// quantiles are those of [Probabilities] that so many values have.
func quantiles(values []int64) (q []Quantile) {
	s := slices.Sorted(slices.Values(values))
	n := len(s)
	for _, p := range Probabilities {
		if n > 0 && (p == 1 || float64(n)*(1-p) >= 0.999) {
			at := min(n-1, int(p*float64(n)))
			q = append(q, Quantile{P: p, Value: float64(s[at])})
		}
	}
	return q
}

// ofRounds are the values that the rounds have of a quantile.
func ofRounds(rounds [][]Quantile, p float64) (values []float64) {
	for _, q := range rounds {
		if v, ok := (&Quantiles{Q: q}).At(p); ok {
			values = append(values, v)
		}
	}
	return values
}

// judge says whether the rounds' quantiles from least on are, by their medians,
// no more than the floor's and the noise: the larger of both quartile ranges.
func (d *Distribution) judge(least float64, rounds [][][]Quantile) string {
	of := func(peer string) int {
		return slices.IndexFunc(d.Lines, func(q Quantiles) bool { return q.Peer == peer })
	}
	ours, floor := of(d.Ours), of(d.Floor)
	if ours < 0 || floor < 0 || d.Lines[ours].Missing != "" || d.Lines[floor].Missing != "" {
		return ""
	}
	said, verdict := "", "met"
	for _, p := range Probabilities {
		a, b := ofRounds(rounds[ours], p), ofRounds(rounds[floor], p)
		if p < least || len(a) == 0 || len(b) == 0 {
			continue
		}
		aLow, aHigh := Spread(a)
		bLow, bHigh := Spread(b)
		if Median(a) > Median(b)+max(aHigh-aLow, bHigh-bLow) {
			verdict = "missed"
		}
		said += fmt.Sprintf("%s of a round %s to %s, ", probability(p), Duration(Median(a)), Duration(Median(b)))
	}
	return said + verdict
}

// probability is what a quantile is called.
func probability(p float64) string {
	if p == 1 {
		return "greatest"
	}
	return fmt.Sprintf("%g %%", 100*p)
}
