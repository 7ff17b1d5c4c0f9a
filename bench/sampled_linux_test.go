package bench

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestSampled has every sampler of every case measure a little.
func TestSampled(t *testing.T) {
	for _, c := range SampledCases() {
		c.Longer = 1
		d, err := Sample(c, Options{Rounds: 2, Time: 20 * c.About, Say: t.Logf})
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		for _, q := range d.Lines {
			switch median, ok := q.At(0.5); {
			case q.Missing != "":
				t.Logf("%s, %s: %s", c.Name, q.Peer, q.Missing)
			case !ok || median < 0 || q.N < 2: // 0 by a coarse clock
				t.Errorf("%s, %s: median %v of %d", c.Name, q.Peer, median, q.N)
			}
		}
		if floor := slices.ContainsFunc(d.Lines, func(q Quantiles) bool { return q.Peer == c.Floor }); !floor {
			t.Errorf("%s: no sampler is called %q", c.Name, c.Floor)
		}
	}
}

func TestLive(t *testing.T) {
	all, err := Live(Options{Rounds: 1, Time: time.Millisecond, Say: t.Logf}, 100)
	if err != nil {
		t.Fatal(err)
	}
	if want := 3; os.Getenv(EmulatorVar) == "" && len(all) != want {
		t.Errorf("%d ladders instead of %d", len(all), want)
	}
	for _, l := range all {
		from := 1.0
		if strings.HasSuffix(l.Name, "Memory") {
			from = 100
		}
		for _, line := range l.Lines {
			if line.Missing != "" {
				t.Logf("%s, %s: %s", l.Name, line.Peer, line.Missing)
				continue
			}
			for x := from; x <= 100; x *= 10 {
				if y, ok := line.At(x); !ok || y < 0 && l.Name == "LiveSpawn" {
					t.Errorf("%s, %s: %v at %v", l.Name, line.Peer, y, x)
				}
			}
		}
	}
}
