package model

import "fmt"

// An explorer goes through all executions of one model, depth first. It can't
// go back in one, so it begins again and repeats the first events.
type explorer struct {
	cfg   Config
	build func(*Run)
	run   *Run
	stack []frame
	// states holds how many ways lead from each to an end, or onStack.
	states map[sum]float64
	res    Result
	live   uint64 // bytes, after the last collection
}

const onStack = -1

// A frame is a state on the way to the present one.
type frame struct {
	key    sum
	events []event
	next   int // the event taken now
	ways   float64
}

func (x *explorer) begin() *Run {
	x.collect()
	if x.run == nil {
		x.run = newRun(&x.cfg, x.build, false)
	}
	x.run.start()
	x.res.Executions++
	return x.run
}

// explore returns the events that led to the first failure, nil if none did.
func (x *explorer) explore() []event {
	x.states = map[sum]float64{}
	for {
		m := x.begin()
		for i := range x.stack {
			if i == len(x.stack)-1 && m.state() != x.stack[i].key {
				x.res.Unlike++
			}
			m.happen(x.stack[i].events[x.stack[i].next])
		}
		failed := x.advance(m)
		m.end()
		if failed {
			x.res.Failure = m.failure
			return x.path(m)
		}
		if !x.back() {
			return nil
		}
	}
}

// path returns the events that led to m's present state.
func (x *explorer) path(m *Run) []event {
	var p []event
	for i := range x.stack[:min(m.steps, len(x.stack))] {
		p = append(p, x.stack[i].events[x.stack[i].next])
	}
	return p
}

// advance goes on from where the repetition ended, as far as there is something
// new, and reports whether it failed.
func (x *explorer) advance(m *Run) bool {
	for {
		if m.failure != nil {
			return true
		}
		key := m.state()
		ways, known := x.states[key]
		if known {
			if ways == onStack {
				m.fail(&Failure{Kind: "circle", Text: "a state comes again: threads can go on for ever and get nowhere"})
				return true
			}
			x.up(ways)
			return false
		}
		x.res.Deepest = max(x.res.Deepest, m.steps)
		x.res.States++
		var events []event
		if m.healthy() {
			events = m.events(make([]event, 0, 4))
			if len(events) == 0 {
				m.final()
			} else if m.steps >= x.cfg.MaxSteps {
				m.fail(&Failure{Kind: "endless", Text: fmt.Sprintf("not over after %d steps", m.steps)})
			} else if x.res.States > x.cfg.MaxStates {
				m.fail(&Failure{Kind: "too large", Text: fmt.Sprintf("more than %d states: the model needs tighter bounds", x.cfg.MaxStates)})
			}
		}
		if m.failure != nil {
			return true
		}
		if len(events) == 0 {
			x.states[key] = 1
			x.up(1)
			return false
		}
		x.states[key] = onStack
		x.stack = append(x.stack, frame{key: key, events: events})
		x.res.Steps += len(events)
		m.happen(events[0])
	}
}

// up counts ways for the state on top of the stack.
func (x *explorer) up(ways float64) {
	if n := len(x.stack); n > 0 {
		x.stack[n-1].ways += ways
	} else {
		x.res.Interleavings = ways
	}
}

// back turns to the next event that was not tried.
func (x *explorer) back() bool {
	for n := len(x.stack); n > 0; n = len(x.stack) {
		f := &x.stack[n-1]
		if f.next++; f.next < len(f.events) {
			return true
		}
		x.states[f.key] = f.ways
		x.stack = x.stack[:n-1]
		x.up(f.ways)
	}
	return false
}

// healthy looks at the present state.
func (m *Run) healthy() bool {
	if m.failure == nil && m.always != nil {
		if err := m.always(); err != nil {
			m.fail(&Failure{Kind: "invariant", Text: err.Error()})
		}
	}
	return m.failure == nil
}

// final judges a state in which nothing can happen.
func (m *Run) final() {
	if !m.over() {
		m.fail(m.stuck())
		return
	}
	if m.check != nil {
		if err := m.check(); err != nil {
			m.fail(&Failure{Kind: "check", Text: err.Error()})
		}
	}
}

func (m *Run) fail(f *Failure) {
	if m.failure == nil && !m.ended {
		m.failure = f
	}
}
