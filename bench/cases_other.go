//go:build !linux

package bench

// Cases are all: none, raw threads are Linux's.
func Cases() []Case { return nil }

func liveStep(Options, int) Step { return Step{} }

// SampledCases are all that look at times one by one: none, raw threads are
// Linux's.
func SampledCases() []Sampled { return nil }

// ServePeer does nothing: no process is started for a peer.
func ServePeer() {}
