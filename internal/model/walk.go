package model

import (
	"fmt"
	"math/rand/v2"
)

// walk makes n executions at random, and returns a failure if one comes to a
// state that the exploration did not: then something that decides what can
// follow is not in the state.
func (x *explorer) walk(n int) *Failure {
	rng := rand.New(rand.NewPCG(1, 2))
	for range n {
		m := x.begin()
		var way []event
		for {
			if _, known := x.states[m.state()]; !known {
				m.end()
				if !x.unknown(way) {
					break
				}
				return x.trace(way, &Failure{Kind: "model",
					Text: fmt.Sprintf("after %d random steps there is a state that was not explored: a thread's state is not all in its stack and in named variables", len(way))})
			}
			events := m.events(nil)
			if len(events) == 0 {
				break
			}
			e := events[rng.IntN(len(events))]
			way = append(way, e)
			m.happen(e)
		}
		m.end()
	}
	return nil
}

// unknown reports whether the state after way is not among the explored, each
// time one comes to it. A preemption by Go's scheduler may leave something on
// the dead parts of a stack, now and then.
func (x *explorer) unknown(way []event) bool {
	for range 5 {
		m := x.begin()
		for _, e := range way {
			m.happen(e)
		}
		key := m.state()
		m.end()
		if _, known := x.states[key]; known {
			return false
		}
	}
	return true
}
