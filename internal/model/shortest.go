package model

import "time"

// shortest looks for the shortest way to a failure, breadth first: each state
// is reached by repeating the events on the way to it. It gives up when it
// takes too long, and returns nil.
func (x *explorer) shortest(limit time.Duration) ([]event, *Failure) {
	type node struct {
		from int32
		by   event
	}
	nodes := []node{{from: -1}}
	seen := map[sum]struct{}{}
	path := func(i int32) []event {
		var p []event
		for ; nodes[i].from >= 0; i = nodes[i].from {
			p = append(p, nodes[i].by)
		}
		for a, b := 0, len(p)-1; a < b; a, b = a+1, b-1 {
			p[a], p[b] = p[b], p[a]
		}
		return p
	}
	began := time.Now()
	for i := int32(0); int(i) < len(nodes); i++ {
		if i%64 == 0 && time.Since(began) > limit {
			return nil, nil
		}
		way := path(i)
		m := x.begin()
		for _, e := range way {
			m.happen(e)
		}
		key := m.state()
		var events []event
		if _, known := seen[key]; !known || m.failure != nil {
			seen[key] = struct{}{}
			if m.healthy() {
				if events = m.events(nil); len(events) == 0 {
					m.final()
				}
			}
		}
		m.end()
		if m.failure != nil {
			return way, m.failure
		}
		for _, e := range events {
			nodes = append(nodes, node{i, e})
		}
	}
	return nil, nil
}
