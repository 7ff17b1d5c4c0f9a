package bench

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	ServePeer()
	code := m.Run()
	Clean()
	os.Exit(code)
}

// BenchmarkPeers runs each peer of each case by itself; go run ./cmd/bench has
// them take turns, and compares them.
func BenchmarkPeers(b *testing.B) {
	for _, c := range Cases() {
		b.Run(c.Name, func(b *testing.B) {
			for _, p := range c.Peers {
				b.Run(strings.ReplaceAll(p.Name, " ", "_"), func(b *testing.B) {
					if p.Missing != "" {
						b.Skip(p.Missing)
					}
					d, err := p.Run(b.N)
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64(d.Nanoseconds())/float64(b.N), "ns/op")
				})
			}
		})
	}
}

// BenchmarkTimes has each sampler by itself tell of its times one by one.
func BenchmarkTimes(b *testing.B) {
	for _, c := range SampledCases() {
		b.Run(c.Name, func(b *testing.B) {
			for _, s := range c.Samplers {
				b.Run(strings.ReplaceAll(s.Name, " ", "_"), func(b *testing.B) {
					if s.Missing != "" {
						b.Skip(s.Missing)
					}
					values, err := s.Run(b.N)
					if err != nil {
						b.Fatal(err)
					}
					for _, q := range quantiles(values) {
						b.ReportMetric(q.Value, fmt.Sprintf("p%g-ns", 100*q.P))
					}
					b.ReportMetric(quantiles(values)[0].Value, "ns/op")
				})
			}
		})
	}
}

// BenchmarkLive has each kind of thread by itself climb to 1,000: the time is that
// of the next.
func BenchmarkLive(b *testing.B) {
	for _, p := range crowdPeers(1000) {
		b.Run(strings.ReplaceAll(p.name, " ", "_"), func(b *testing.B) {
			if p.missing != "" {
				b.Skip(p.missing)
			}
			c := newClimb()
			for b.Loop() {
				if err := c.climb(&p, 1000); err != nil || c.end != "" {
					b.Fatal(err, c.end)
				}
			}
			b.ReportMetric(Median(c.cost[1000]), "ns/op")
		})
	}
}

// TestCases has every peer of every case do its operation a few times.
func TestCases(t *testing.T) {
	for _, c := range Cases() {
		floor := false
		for _, p := range c.Peers {
			t.Run(c.Name+"/"+p.Name, func(t *testing.T) {
				floor = floor || p.Name == c.Floor
				if p.Missing != "" {
					t.Skip(p.Missing)
				}
				d, err := p.Run(100)
				for n := 1000; err == nil && d == 0 && n < 1e9; n *= 10 { // a clock may be coarse
					d, err = p.Run(n)
				}
				if err != nil || d <= 0 {
					t.Errorf("%v, %v", d, err)
				}
			})
		}
		if !floor {
			t.Errorf("%s: no peer is called %q", c.Name, c.Floor)
		}
	}
}
