package bench

import (
	"fmt"
	"slices"
	"time"
)

// A Peer does a case's operation.
type Peer struct {
	Name string
	// Run does the operation n times and returns how long it took.
	Run func(n int) (time.Duration, error)
	// Missing says why the peer can't run here, "" if it can.
	Missing string
}

// A Case is an operation that several peers do.
type Case struct {
	Name  string
	Doc   string // one line
	Floor string // the peer that others are compared with
	Ours  string
	Goal  Goal // of the peer Ours
	Peers []Peer
}

// A Goal is the most that a peer should take. What is 0 is not wanted.
type Goal struct {
	Ratio float64 `json:",omitempty"` // to the floor
	Time  float64 `json:",omitempty"` // nanoseconds
	Above float64 `json:",omitempty"` // nanoseconds more than the floor
	Below string  `json:",omitempty"` // a peer that takes more
}

// A Result is what was measured of a peer.
type Result struct {
	Peer    string
	Missing string    `json:",omitempty"`
	N       int       // operations in a round
	Rounds  []float64 // nanoseconds for one operation
	Ratios  []float64 // to the floor, of the same round
}

// A Table is the results of a case.
type Table struct {
	Case    string
	Doc     string
	Floor   string
	Ours    string
	Goal    Goal
	Results []Result
}

// Options say how to measure.
type Options struct {
	Rounds int                              // of each peer; an odd number has a median
	Time   time.Duration                    // of a round; nanoseconds in JSON
	Say    func(format string, args ...any) `json:"-"` // is told what goes on
}

// Measure measures a case. Each peer first runs until its round is long enough,
// which warms it up; then the peers take turns.
func Measure(c Case, o Options) (Table, error) {
	t := Table{Case: c.Name, Doc: c.Doc, Floor: c.Floor, Ours: c.Ours, Goal: c.Goal}
	floor := -1
	for _, p := range c.Peers {
		r := Result{Peer: p.Name, Missing: p.Missing}
		if p.Missing == "" {
			if p.Name == c.Floor {
				floor = len(t.Results)
			}
			var err error
			if r.N, err = calibrate(p, o.Time); err != nil {
				return t, fmt.Errorf("%s, %s: %w", c.Name, p.Name, err)
			}
		}
		t.Results = append(t.Results, r)
	}
	for round := range o.Rounds {
		for i, p := range c.Peers {
			r := &t.Results[i]
			if r.Missing != "" {
				continue
			}
			d, err := p.Run(r.N)
			if err != nil {
				return t, fmt.Errorf("%s, %s: %w", c.Name, p.Name, err)
			}
			r.Rounds = append(r.Rounds, float64(d.Nanoseconds())/float64(r.N))
			o.Say("%s: round %d of %d, %s: %.4g ns", c.Name, round+1, o.Rounds, p.Name, r.Rounds[round])
		}
	}
	if floor >= 0 {
		for i := range t.Results {
			r := &t.Results[i]
			for round, ns := range r.Rounds {
				r.Ratios = append(r.Ratios, ns/t.Results[floor].Rounds[round])
			}
		}
	}
	return t, nil
}

// calibrate finds how many operations take about the time of a round. A time
// that is much longer than what fewer operations foretell is measured again: it
// would leave the peer with rounds that are too short.
func calibrate(p Peer, round time.Duration) (int, error) {
	const most = 1 << 30
	idle, each := time.Duration(0), 0.0 // what comes besides, as the start of a process; an operation, as far as is known
	for n := 1; ; {
		d, took, err := timed(p, n)
		if err != nil {
			return 0, err
		}
		if n == 1 || float64(d) > 3*each*float64(n) || float64(took-idle) > 6*each*float64(n) {
			again, tookAgain, err := timed(p, n)
			if err != nil {
				return 0, err
			}
			d, took = min(d, again), min(took, tookAgain)
		}
		if n == 1 {
			idle = took - d
		}
		d = max(d, (took-idle)/2) // what is measured may be a small part of what is done
		if d >= round*3/4 || n == most {
			return n, nil
		}
		grow := 10.0
		if d > 0 {
			grow = min(10, 1.05*float64(round)/float64(d))
		}
		each = float64(d) / float64(n)
		n = min(most, max(n+1, int(float64(n)*grow)))
	}
}

// timed has a peer do an operation n times, and returns what it says that this
// took, and what it took in all.
func timed(p Peer, n int) (d, took time.Duration, err error) {
	start := time.Now()
	d, err = p.Run(n)
	return d, time.Since(start), err
}

// Median returns the middle of xs, 0 if there are none.
func Median(xs []float64) float64 {
	if len(xs) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(xs))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// Spread returns the quarter points of xs: half of them lie between.
func Spread(xs []float64) (low, high float64) {
	if len(xs) == 0 {
		return 0, 0
	}
	s := slices.Sorted(slices.Values(xs))
	return s[len(s)/4], s[len(s)-1-len(s)/4]
}
