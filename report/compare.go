package main

import (
	"slices"
	"time"

	"rawthread/bench"
)

// A former is an earlier run, and the name of its file.
type former struct {
	file string
	run  *bench.Run
}

// A comparison is what differs from a former run by more than the noise.
type comparison struct {
	File    string
	When    time.Time
	Looked  int
	Machine string // the former's, if it was another
	Worse   []change
	Better  []change
}

type change struct{ What, Before, After, Noise string }

func compare(old *former, now *bench.Run) *comparison {
	changes, looked := bench.Compare(old.run, now)
	c := &comparison{File: old.file, When: old.run.When, Looked: looked}
	if !old.run.Machine.Same(&now.Machine) {
		c.Machine = old.run.Machine.Arch + ", " + machine(old.run) + ", Linux " + old.run.Machine.Kernel
	}
	slices.SortStableFunc(changes, func(a, b bench.Change) int { // the greatest differences first
		x, y := (a.After-a.Before)/a.Noise, (b.After-b.Before)/b.Noise
		switch {
		case x*x > y*y:
			return -1
		case x*x < y*y:
			return 1
		}
		return 0
	})
	for _, x := range changes {
		row := change{x.What, ratioText(x.Before), ratioText(x.After), ratioText(x.Noise)}
		if x.Worse() {
			c.Worse = append(c.Worse, row)
		} else {
			c.Better = append(c.Better, row)
		}
	}
	return c
}
