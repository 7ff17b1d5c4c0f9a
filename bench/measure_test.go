package bench

import (
	"testing"
	"time"
)

// knownTable measures peers whose times are known.
func knownTable(t *testing.T) Table {
	slow := func(ns int) func(n int) (time.Duration, error) {
		return func(n int) (time.Duration, error) { return time.Duration(n * ns), nil }
	}
	c := Case{Name: "Known", Floor: "one", Ours: "two", Goal: Goal{Ratio: 1.5}, Peers: []Peer{{Name: "one", Run: slow(10)}, {Name: "two", Run: slow(20)}, {Name: "none", Missing: "no such thing"}}}
	table, err := Measure(c, Options{Rounds: 3, Time: time.Millisecond, Say: t.Logf})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestMeasure(t *testing.T) {
	table := knownTable(t)
	if r := table.Results[1]; Median(r.Rounds) != 20 || Median(r.Ratios) != 2 || len(table.Results[2].Rounds) != 0 {
		t.Errorf("%+v", table)
	}
	if low, high := Spread([]float64{4, 1, 3, 2, 5}); low != 2 || high != 4 {
		t.Errorf("Spread = %v, %v", low, high)
	}
}

// TestCalibrate has a peer that is slow to start, as a process in an emulator
// is, and one that something held up the first time.
func TestCalibrate(t *testing.T) {
	const round = 100 * time.Millisecond
	calls := 0
	for name, run := range map[string]func(n int) (time.Duration, error){
		"slow to start": func(n int) (time.Duration, error) {
			time.Sleep(2 * round)
			return time.Duration(n) * time.Microsecond, nil
		},
		"held up": func(n int) (time.Duration, error) {
			if calls++; calls == 1 || calls == 4 {
				return time.Second, nil
			}
			return time.Duration(n) * time.Microsecond, nil
		},
	} {
		n, err := calibrate(Peer{Run: run}, round)
		if each := round / time.Microsecond; err != nil || n < int(each)*3/4 || n > 2*int(each) {
			t.Errorf("%s: %d operations in a round, %v", name, n, err)
		}
	}
}
