package bench

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Step is a part of a run, by the name of its case, ladder or distribution.
type Step struct {
	Name  string
	About time.Duration // how long it takes, by a guess
	Run   func(*Run) error
}

// Quick and Full are how to measure: all in two minutes, or with care.
var (
	Quick = Options{Rounds: 5, Time: 50 * time.Millisecond}
	Full  = Options{Rounds: 15, Time: 200 * time.Millisecond}
)

// LiveName is the name of the step that makes the ladders of live threads.
const LiveName = "Live"

// Plan makes the steps whose names begin with one of those that are wanted, all
// without any. Top is the last rung of the ladders of live threads.
//
// In an emulator pauses say nothing of the kernel's, and are left out unless they
// are asked for.
func Plan(o Options, top int, wanted []string) (steps []Step, err error) {
	build(o)
	for _, c := range Cases() {
		peers := 0
		for _, p := range c.Peers {
			if p.Missing == "" {
				peers++
			}
		}
		steps = append(steps, Step{c.Name, time.Duration(peers*(o.Rounds+2)) * o.Time, func(r *Run) error {
			t, err := Measure(c, o)
			r.Tables = append(r.Tables, t)
			return err
		}})
	}
	if live := liveStep(o, top); live.Run != nil {
		steps = append(steps, live)
	}
	for _, c := range SampledCases() {
		if c.Name == "Jitter" && os.Getenv(EmulatorVar) != "" && len(wanted) == 0 {
			o.Say("Jitter is left out in an emulator")
			continue
		}
		round := time.Duration(c.Longer)*o.Time + c.Cost
		steps = append(steps, Step{c.Name, time.Duration(o.Rounds*len(c.Samplers)) * round, func(r *Run) error {
			d, err := Sample(c, o)
			r.Distributions = append(r.Distributions, d)
			return err
		}})
	}
	for _, w := range wanted {
		if !slices.ContainsFunc(steps, func(s Step) bool { return strings.HasPrefix(s.Name, w) }) {
			return nil, fmt.Errorf("no case %q; there are %s", w, strings.Join(names(steps), " "))
		}
	}
	if len(wanted) > 0 {
		steps = slices.DeleteFunc(steps, func(s Step) bool {
			return !slices.ContainsFunc(wanted, func(w string) bool { return strings.HasPrefix(s.Name, w) })
		})
	}
	return steps, nil
}

func names(steps []Step) (all []string) {
	for _, s := range steps {
		all = append(all, s.Name)
	}
	return all
}

// build makes the programs of all peers, at once.
func build(o Options) {
	o.Say("building the peers")
	var all sync.WaitGroup
	for _, t := range toolchains {
		all.Go(func() { t.once() })
	}
	all.Wait()
}

// Do does the steps, and tells before each how many there are and how long they
// will take. It stops at the first that fails.
func Do(steps []Step, r *Run, say func(format string, args ...any)) error {
	var planned, done time.Duration
	for _, s := range steps {
		planned += s.About
	}
	start := time.Now()
	for i, s := range steps {
		left := planned - done
		if done > 0 { // as well as the guesses were so far
			left = time.Duration(float64(left) * float64(time.Since(start)) / float64(done))
		}
		say("%d of %d, about %v left: %s", i+1, len(steps), left.Round(time.Second), s.Name)
		if err := s.Run(r); err != nil {
			return err
		}
		done += s.About
	}
	return nil
}
