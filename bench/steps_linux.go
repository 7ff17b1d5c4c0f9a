package bench

import "time"

// liveStep makes the ladders of live threads.
func liveStep(o Options, top int) Step {
	about := time.Duration(0)
	peers := len(crowdPeers(top))
	for round := range o.Rounds {
		about += time.Duration(peers) * (200*time.Millisecond + time.Duration(climbTo(round, top))*100*time.Microsecond)
	}
	return Step{LiveName, about, func(r *Run) (err error) {
		r.Ladders, err = Live(o, top)
		return err
	}}
}
