package bench

import (
	"fmt"
	"os"
	"slices"
	"time"
)

// The rungs of the ladders of live threads. Memory is counted from the second
// on, and told for those above.
var rungs = []int{1, 10, 100, 1000, 10_000, 100_000}

// afterClimb is how long a process with very many threads is left alone before the
// next ones are timed: what the kernel, and a collector, still do for the climb is
// no part of their cost.
const afterClimb = time.Second

// climbTo is the last rung that a round climbs to: few climb to the top.
func climbTo(round, top int) int {
	switch {
	case round%5 == 0:
		return top
	case os.Getenv(EmulatorVar) != "":
		return min(top, 100)
	}
	return min(top, 1000)
}

// A climb is what is measured of a peer, by rung.
type climb struct {
	cost         map[int][]float64 // nanoseconds of the next thread
	user, kernel map[int][]float64 // KiB of each
	end          string
}

// Live measures live threads up to a rung: the cost of the next, and the memory
// of each.
func Live(o Options, top int) ([]Ladder, error) {
	defer raiseLimits()()
	peers := crowdPeers(top)
	climbs := make([]climb, len(peers))
	for i := range climbs {
		climbs[i] = newClimb()
	}
	for round := range o.Rounds {
		for i := range peers {
			to := climbTo(round, top)
			if peers[i].missing != "" || peers[i].mapped && to <= mostByDefault {
				continue
			}
			if err := climbs[i].climb(&peers[i], to); err != nil {
				return nil, fmt.Errorf("live threads, %s: %w", peers[i].name, err)
			}
			o.Say("live threads: round %d of %d, %s to %d", round+1, o.Rounds, peers[i].name, to)
		}
	}
	return ladders(peers, climbs), nil
}

func newClimb() climb {
	return climb{cost: map[int][]float64{}, user: map[int][]float64{}, kernel: map[int][]float64{}}
}

// climb makes a process, and threads in it up to a rung.
func (c *climb) climb(p *crowdPeer, to int) (err error) {
	if p.mapped {
		restore, ok := raiseMappings()
		defer restore()
		if !ok {
			c.end = "vm.max_map_count may not be raised here"
			return nil
		}
	}
	process, err := p.start()
	if err != nil {
		return err
	}
	defer func() {
		switch e := process.stop(); {
		case e != nil && c.end != "": // threads that were there have no memory for what they begin with
			c.end += "; and the process died"
		case err == nil:
			err = e
		}
	}()
	live := 0
	var base usage
	for i, rung := range rungs {
		if rung > to {
			return nil
		}
		if rung > p.most {
			c.end = p.end
			return nil
		}
		if live < rung {
			if _, c.end, err = process.grow(rung - live); c.end != "" || err != nil {
				return err
			}
			live = rung
		}
		if os.Getenv(EmulatorVar) == "" {
			u, err := usageOf(process.cmd.Process.Pid)
			if err != nil {
				return err
			}
			if i == 1 {
				base = u
			} else if i > 1 {
				n := float64(live - rungs[1])
				c.user[rung] = append(c.user[rung], (u.user-base.user)/n)
				c.kernel[rung] = append(c.kernel[rung], (u.kernel-base.kernel)/n)
			}
		}
		batch, batches := 16, 5
		switch {
		case i == 0:
			batch, batches = rungs[1]-live, 1
		case i == 1:
			batches = 3
		case rung > 1000: // few rounds come here
			batches = 200
			time.Sleep(afterClimb)
			if err := touchMemory(batch * batches); err != nil {
				return err
			}
		}
		for range batches {
			ns, end, err := process.grow(batch)
			if c.end = end; end != "" || err != nil {
				return err
			}
			c.cost[rung] = append(c.cost[rung], ns/float64(batch))
			live += batch
		}
	}
	return nil
}

// line makes a line of medians.
func (c *climb) line(p *crowdPeer, values map[int][]float64) Line {
	l := Line{Peer: p.name, Missing: p.missing, End: c.end}
	for _, rung := range rungs {
		if v := values[rung]; len(v) > 0 {
			low, high := Spread(v)
			l.Points = append(l.Points, Point{X: float64(rung), Y: Median(v), Low: low, High: high})
		}
	}
	return l
}

// ladders makes the three ladders.
func ladders(peers []crowdPeer, climbs []climb) []Ladder {
	const stacks = ", with stacks of 64 KiB, each waiting on a futex or what the language has for it"
	cost := Ladder{Name: "LiveSpawn", Doc: "the next of many threads" + stacks + ", until it waits as well; above 1,000 after a second's rest", X: "live threads", Y: "time of the next (ns)"}
	user := Ladder{Name: "LiveMemory", Doc: "resident memory of each of many threads" + stacks + " (Rss of smaps_rollup, from the tenth on)", X: "live threads", Y: "memory of each (KiB)"}
	kernel := Ladder{Name: "LiveKernelMemory", Doc: "memory of the kernel for each of many threads" + stacks + " (KernelStack, PageTables and SUnreclaim of meminfo, from the tenth on)", X: "live threads", Y: "memory of each (KiB)"}
	for i := range peers {
		cost.Lines = append(cost.Lines, climbs[i].line(&peers[i], climbs[i].cost))
		user.Lines = append(user.Lines, climbs[i].line(&peers[i], climbs[i].user))
		kernel.Lines = append(kernel.Lines, climbs[i].line(&peers[i], climbs[i].kernel))
	}
	ours := peers[0].name
	cost.Ours, cost.Goal = ours, "at 100,000 at most 1.2 times what it is at 10"
	user.Ours, user.Goal = ours, "at most 4.5 KiB at 100,000"
	kernel.Ours = ours
	growth := func(l *Line, top float64) float64 {
		ten, _ := l.At(10)
		return top / ten
	}
	cost.Verdict = verdictAtTop(cost.line(ours), 1.2, growth, "%.2f times")
	for _, p := range peers {
		if l := cost.line(p.name); p.mapped && len(l.Points) > 0 {
			end := l.Points[len(l.Points)-1]
			cost.Verdict += fmt.Sprintf("; %s %.2f times at %.0f", p.name, growth(l, end.Y), end.X)
		}
	}
	user.Verdict = verdictAtTop(user.line(ours), 4.5, func(_ *Line, top float64) float64 { return top }, "%.2f KiB")
	all := []Ladder{cost, user, kernel}
	return slices.DeleteFunc(all, func(l Ladder) bool {
		return !slices.ContainsFunc(l.Lines, func(l Line) bool { return len(l.Points) > 0 })
	})
}

func (l *Ladder) line(peer string) *Line {
	i := slices.IndexFunc(l.Lines, func(l Line) bool { return l.Peer == peer })
	return &l.Lines[i]
}

// verdictAtTop says what a line has at its end; only at the last rung of all it
// is compared with the most that is wanted.
func verdictAtTop(l *Line, most float64, value func(l *Line, top float64) float64, format string) string {
	if len(l.Points) == 0 {
		return ""
	}
	end := l.Points[len(l.Points)-1]
	v := value(l, end.Y)
	said := fmt.Sprintf(format+" at %.0f", v, end.X)
	switch {
	case end.X < float64(rungs[len(rungs)-1]) && l.End == "":
		return said
	case end.X < float64(rungs[len(rungs)-1]) || v > most:
		return said + ": missed"
	}
	return said + ": met"
}
