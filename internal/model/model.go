package model

import (
	"flag"
	"fmt"
	"testing"
	"time"
)

var (
	replay  = flag.String("model.replay", "", "make this schedule of the model alone, and show its trace")
	large   = flag.Bool("model.large", false, "explore with larger bounds")
	first   = flag.Bool("model.first", false, "leave out the rest when a model has failed")
	weak    = flag.Bool("model.weak", false, "explore with every Store as weak as a release store")
	minimal = flag.Duration("model.shortest", 10*time.Second, "how long to look for the shortest way to a failure")
)

// failed is whether a model has.
var failed bool

// Large reports whether the models are to use their larger bounds.
func Large() bool { return *large }

// Explore goes through all executions of the program that build makes. It
// fails the test if one of them deadlocks, races, or fails a check, with the
// shortest such interleaving. A line with what was seen goes to the log.
func Explore(t testing.TB, cfg Config, build func(*Run)) {
	t.Helper()
	if *replay != "" {
		again(t, cfg, build)
		return
	}
	if failed && *first {
		t.Skip("a model has failed")
	}
	if *weak {
		cfg.Buffers = BufferStores // for the line below
	}
	began := time.Now()
	res := Find(cfg, build)
	if res.Unlike > 0 {
		t.Logf("%d of %d repetitions were unlike the first", res.Unlike, res.Executions)
	}
	t.Logf("model: %d states, %d steps, %.3g interleavings, deepest %d, %.2f s; bounds: %s",
		res.States, res.Steps, res.Interleavings, res.Deepest, time.Since(began).Seconds(), cfg.bounds())
	if res.Failure != nil {
		t.Error(res.Failure)
		failed = true
	}
}

// Find is [Explore] that returns what it found.
func Find(cfg Config, build func(*Run)) Result {
	x := newExplorer(cfg, build)
	defer x.quiet()()
	defer x.close()
	events := x.explore()
	if f := x.res.Failure; f != nil {
		how := f
		y := newExplorer(cfg, build)
		defer y.close()
		if way, g := y.shortest(*minimal); g != nil {
			events, how = way, g
			how.Shortest = true
		}
		x.res.Failure = x.trace(events, how)
	} else {
		executions := x.res.Executions
		x.res.Failure = x.walk(walks)
		x.res.Executions = executions
	}
	return x.res
}

// walks is how many random executions check an exploration.
const walks = 2000

func newExplorer(cfg Config, build func(*Run)) *explorer {
	if cfg.MaxSteps == 0 {
		cfg.MaxSteps = 10_000
	}
	if cfg.MaxStates == 0 {
		cfg.MaxStates = 2_000_000
	}
	if *weak {
		cfg.Buffers = BufferStores
	}
	return &explorer{cfg: cfg, build: build}
}

func (x *explorer) close() {
	if x.run != nil {
		x.run.close()
	}
}

// trace makes events again, with names and lines.
func (x *explorer) trace(events []event, f *Failure) *Failure {
	m := newRun(&x.cfg, x.build, true)
	defer m.close()
	m.start()
	for _, e := range events {
		m.happen(e)
	}
	m.end()
	f.Trace = m.trace
	f.Schedule = schedule(events)
	return f
}

// again makes the schedule of the flag.
func again(t testing.TB, cfg Config, build func(*Run)) {
	t.Helper()
	events, err := parseSchedule(*replay)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Replay(cfg, build, events)
	if err != nil {
		t.Fatal(err)
	}
	if f.Kind != "" {
		t.Error(f)
	} else {
		t.Log(f)
	}
}

// Replay makes one schedule, and returns how it ended: with no Kind if nothing
// was wrong.
func Replay(cfg Config, build func(*Run), events []event) (*Failure, error) {
	x := newExplorer(cfg, build)
	m := newRun(&x.cfg, x.build, true)
	defer m.close()
	m.start()
	defer m.end()
	for i, e := range events {
		possible := false
		for _, p := range m.events(nil) {
			possible = possible || p == e
		}
		if !possible {
			return nil, fmt.Errorf("the schedule does not fit this model: its event %d, %s, can't happen", i+1, schedule([]event{e}))
		}
		m.happen(e)
	}
	if m.healthy() && len(m.events(nil)) == 0 {
		m.final()
	}
	f := &Failure{Text: "the schedule's end"}
	if m.failure != nil {
		f = m.failure
	}
	f.Trace, f.Schedule = m.trace, schedule(events)
	return f, nil
}
