package main

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"rawthread/bench"
)

// A known peer takes so many times what the floor takes.
type known struct {
	name  string
	times float64 // 0: it is missing
}

// table makes the results of a case: with noise that is the same in every run of
// the test.
func table(name, doc, ours string, floor float64, rounds int, goal bench.Goal, peers ...known) bench.Table {
	random := rand.New(rand.NewPCG(uint64(len(name)), uint64(floor)))
	t := bench.Table{Case: name, Doc: doc, Floor: peers[0].name, Ours: ours, Goal: goal}
	floors := make([]float64, rounds)
	for i, p := range peers {
		r := bench.Result{Peer: p.name, N: 1000}
		if p.times == 0 {
			r.Missing, r.N = "no "+p.name+" in PATH, nor where it is otherwise", 0
		}
		for round := range rounds {
			if p.times == 0 {
				break
			}
			ns := floor * p.times * (0.9 + 0.3*random.Float64())
			if i == 0 {
				floors[round] = ns
			}
			r.Rounds = append(r.Rounds, ns)
			if floors[round] > 0 {
				r.Ratios = append(r.Ratios, ns/floors[round])
			}
		}
		t.Results = append(t.Results, r)
	}
	return t
}

// fixture is a run with one of everything that a page can have.
func fixture(arch string, rounds int) *bench.Run {
	const kernel = "kernel alone"
	spawn := []known{{kernel, 1}, {"glibc", 1.23}, {"musl", 2.6}, {"Zig", 0}, {"Rust", 2.1}, {"kthread", 1.02}, {"locked goroutine", 1.9}, {"cgo", 2.2}}
	return &bench.Run{
		When: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Machine: bench.Machine{Arch: arch, Kernel: "6.18.1", CPU: "A CPU with a long name, @ 3.20GHz", CPUs: 2, Go: "go1.26",
			Pinned: "peers may use all CPUs; those of the cases called Pinned are kept on one", Versions: map[string]string{"gcc": "12.2.0", "glibc": "2.36", "musl": "1.2.3", "rustc": "1.95.0"}},
		Options: bench.Options{Rounds: rounds, Time: 50 * time.Millisecond},
		Tables: []bench.Table{
			table("SpawnJoin64KiB", "start a thread with a stack of 64 KiB, and join it", "kthread", 22_000, rounds, bench.Goal{Ratio: 1.2, Below: "glibc"}, spawn...),
			table("PoolDispatch", "have a thread run an empty body, and wait for it", "kthread.Pool", 22_000, rounds, bench.Goal{Ratio: 0.25},
				known{kernel, 1}, known{"kthread.Pool", 0.04}, known{"channel to a locked goroutine", 0.5}, known{"kthread.Spawn and Join", 1.1}),
			table("Mutex", "lock and unlock a mutex that nobody else wants", "futex.Mutex", 4, rounds, bench.Goal{Ratio: 0.5}, known{"sync.Mutex", 1}, known{"futex.Mutex", 1.1}, known{"slow", 140}, known{"fast", 0.02}),
			table("Var", "read a per-thread variable on a raw thread", "tls.Var", 0.3, rounds, bench.Goal{Above: 1}, known{"global", 1}, known{"tls.Var", 3}, known{"C __thread", 1.1}),
			table("NoFloor", "something whose floor is missing", "kthread", 500, rounds, bench.Goal{}, known{"the floor", 0}, known{"kthread", 3}, known{"glibc", 5}),
			table("Nothing", "something that nobody could do", "kthread", 500, rounds, bench.Goal{Ratio: 1}, known{"the floor", 0}, known{"kthread", 0}),
		},
		Ladders: []bench.Ladder{
			ladder("LiveSpawn", "time of the next (ns)", "at 100,000 at most 1.2 times what it is at 10", "0.98 times at 100000: met", 25_000, 6),
			ladder("LiveMemory", "memory of each (KiB)", "at most 4.5 KiB at 100,000", "4.62 KiB at 100000: missed", 4.5, 4),
		},
		Distributions: []bench.Distribution{
			distribution("SpawnJoinTimes", "kernel alone", "", ""),
			distribution("Jitter", "C, load in another process", "the 99.99 % and the greatest of a round no more than in C and the noise of the rounds", "99.99 % of a round 4.05 ms to 4.07 ms, greatest of a round 5.04 ms to 4.84 ms, met"),
		},
	}
}

// ladder has so many of the last rungs.
func ladder(name, y, goal, verdict string, value float64, last int) bench.Ladder {
	l := bench.Ladder{Name: name, Doc: "the next of many threads, each waiting on a futex", X: "live threads", Y: y, Ours: "kthread.Spawn", Goal: goal, Verdict: verdict}
	rungs := []float64{1, 10, 100, 1000, 10_000, 100_000}
	for i, peer := range []string{"kthread.Spawn", "glibc", "musl", "Zig", "Rust", "locked goroutine"} {
		line := bench.Line{Peer: peer}
		if peer == "Rust" {
			line.Missing = "no rustc"
		} else {
			for j, x := range rungs[6-last:] {
				y := value * (1 + 0.15*float64(i) + 0.04*float64(i*j))
				line.Points = append(line.Points, bench.Point{X: x, Y: y, Low: y * 0.95, High: y * 1.1})
			}
		}
		if peer == "Zig" || peer == "glibc" {
			line.Points = line.Points[:last-1]
			line.End = "vm.max_map_count is 65530 (Cannot allocate memory)"
		}
		l.Lines = append(l.Lines, line)
	}
	return l
}

func distribution(name, floor, goal, verdict string) bench.Distribution {
	d := bench.Distribution{Name: name, Doc: "times one by one", Unit: "ns", Floor: floor, Ours: "kthread", Goal: goal, Verdict: verdict}
	for i, peer := range []string{floor, "glibc", "kthread", "locked goroutine", "Zig"} {
		q := bench.Quantiles{Peer: peer, N: 250_000}
		if peer == "Zig" {
			q.Missing, q.N = "no zig", 0
		} else {
			for j, p := range bench.Probabilities {
				v := 10_000.0 * []float64{1, 1.1, 1.5, 8, 200, 700}[j] * (1 + 0.2*float64(i))
				q.Q = append(q.Q, bench.Quantile{P: p, Value: v, Low: v * 0.9, High: v * 1.2})
			}
		}
		d.Lines = append(d.Lines, q)
	}
	return d
}

var architectures = []string{"amd64", "386", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x"}

// fixtures are runs of all architectures, all but the first in an emulator.
func fixtures() (runs []*bench.Run) {
	for _, arch := range architectures {
		r := fixture(arch, 5)
		if arch != "amd64" {
			r.Machine.Emulator, r.Ladders, r.Distributions = "qemu-"+arch+" 8.2.0", nil, nil
		}
		runs = append(runs, r)
	}
	return runs
}

// files writes runs as JSON, and returns the names of the files.
func files(t *testing.T, runs []*bench.Run) (names []string) {
	dir := t.TempDir()
	for _, r := range runs {
		name := filepath.Join(dir, r.Machine.Arch+".json")
		if err := r.WriteFile(name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}
