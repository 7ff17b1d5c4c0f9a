package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// A Run is everything that one run measured, on one machine.
type Run struct {
	When          time.Time
	Machine       Machine
	Options       Options
	Tables        []Table        // an operation, done by several peers
	Ladders       []Ladder       `json:",omitempty"` // something as a function of a number
	Distributions []Distribution `json:",omitempty"` // how often something took how long
}

// A Ladder is something as a function of a number, for several peers: the cost of
// the next thread as a function of how many live.
type Ladder struct {
	Name, Doc string
	X, Y      string // what they are, Y with its unit in parentheses
	Ours      string // the peer that the goal is for
	Goal      string `json:",omitempty"`
	Verdict   string `json:",omitempty"` // what is measured of the goal, and "met" or "missed"
	Lines     []Line
}

// A Line is the points of a peer.
type Line struct {
	Peer    string
	Missing string `json:",omitempty"` // why the peer could not run
	Points  []Point
	End     string `json:",omitempty"` // why it ends before the last rung: which limit
}

// A Point is what was measured at a rung of a ladder. If it is the median of
// several values, half of them lie between Low and High.
type Point struct {
	X, Y      float64
	Low, High float64 `json:",omitempty"`
}

// At returns the value at a rung, and whether there is one.
func (l *Line) At(x float64) (y float64, ok bool) {
	for _, p := range l.Points {
		if p.X == x {
			return p.Y, true
		}
	}
	return 0, false
}

// A Distribution is how often something took how long, for several peers.
type Distribution struct {
	Name, Doc string
	Unit      string // of the values, "ns"
	Floor     string // the peer that others are compared with, "" if none
	Ours      string // the peer that the goal is for
	Goal      string `json:",omitempty"`
	Verdict   string `json:",omitempty"` // what is measured of the goal, and "met" or "missed"
	Lines     []Quantiles
}

// Quantiles are the distribution of a peer.
type Quantiles struct {
	Peer    string
	Missing string     `json:",omitempty"` // why the peer could not run
	N       int        // how many values
	Q       []Quantile // by rising P; of [Probabilities], those that N values have
}

// A Quantile is the value that the share P of all values do not exceed; that of
// 1 is the greatest. Of the rounds' own quantiles half lie between Low and High.
type Quantile struct {
	P, Value  float64
	Low, High float64 `json:",omitempty"`
}

// Probabilities are those of the quantiles of a [Distribution].
var Probabilities = []float64{0.5, 0.9, 0.99, 0.999, 0.9999, 1}

// At returns the quantile of a probability, and whether there is one.
func (q *Quantiles) At(p float64) (value float64, ok bool) {
	for _, x := range q.Q {
		if x.P == p {
			return x.Value, true
		}
	}
	return 0, false
}

// WriteFile writes the run to a file, as JSON.
func (r *Run) WriteFile(name string) error {
	b, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(b, '\n'), 0o644)
}

// ReadFile reads a run that [Run.WriteFile] wrote.
func ReadFile(name string) (*Run, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	r := new(Run)
	if err := json.Unmarshal(b, r); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}
