// Spinner measures the pauses of a thread that does nothing but read the clock,
// while goroutines allocate and the collector never rests (GOGC=1): of a raw
// thread, of a raw thread that logs through slog 100 times a second, and of a
// goroutine locked to its thread.
//
//	go run ./gothread/examples/spinner [-time D] [-rounds N] [-fifo]
//
// A pause is the time between two looks at the clock; what a call into Go takes is
// counted apart. GOMAXPROCS is such that each spinner has a CPU left. All three are
// stopped by the kernel alike, so on a busy machine what is worst is the kernel's;
// with -fifo, which takes privileges, they have the policy SCHED_FIFO, and the kernel
// stops them less.
package main

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"rawthread/bridge"
	"rawthread/gothread"
	"rawthread/kthread"
)

// A record is what a spinner saw, in nanoseconds.
type record struct {
	worst, worstCall int64
	long             int // pauses above 50 us
	calls            int
}

const (
	long  = 50_000
	every = 10_000_000 // between calls
)

var fifo bool

func main() {
	d := flag.Duration("time", time.Second, "how long a spinner runs")
	flag.BoolVar(&fifo, "fifo", false, "spin with the policy SCHED_FIFO")
	rounds := flag.Int("rounds", 5, "how often each runs, in turns")
	flag.Parse()
	fmt.Println("calls into Go:", gothread.Backend())
	debug.SetGCPercent(1)
	var stop atomic.Bool
	defer stop.Store(true)
	go allocate(&stop)
	kinds := []struct {
		name  string
		run   func(time.Duration) (record, error)
		procs int // for the collector and those that make it work
	}{{"raw thread", quiet, runtime.NumCPU() - 1}, {"raw thread that logs", logging, runtime.NumCPU() - 1}, {"locked goroutine", locked, runtime.NumCPU()}}
	results := make([][]record, len(kinds))
	for range *rounds {
		for i, k := range kinds {
			runtime.GOMAXPROCS(max(1, k.procs))
			r, err := k.run(*d)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			results[i] = append(results[i], r)
		}
	}
	fmt.Printf("%-22s %14s %14s %14s %10s %14s\n", "", "worst pause", "median worst", "above 50us", "calls", "longest call")
	for i, k := range kinds {
		rs := results[i]
		slices.SortFunc(rs, func(a, b record) int { return int(a.worst - b.worst) })
		var sum record
		for _, r := range rs {
			sum.long += r.long
			sum.calls += r.calls
			sum.worstCall = max(sum.worstCall, r.worstCall)
		}
		fmt.Printf("%-22s %14v %14v %14d %10d %14v\n", k.name, time.Duration(rs[len(rs)-1].worst), time.Duration(rs[len(rs)/2].worst), sum.long, sum.calls, time.Duration(sum.worstCall))
	}
}

// spin looks at the clock for d, and calls f, if there is one, now and then.
func spin(d time.Duration, r *record, f *gothread.Func) {
	last := bridge.Monotonic.Now()
	end, next := last+int64(d), last+every
	for {
		now := bridge.Monotonic.Now()
		pause := now - last
		r.worst = max(r.worst, pause)
		if pause > long {
			r.long++
		}
		if now > end {
			return
		}
		if f != nil && now > next {
			f.Call()
			next = now + every
			back := bridge.Monotonic.Now()
			r.worstCall = max(r.worstCall, back-now)
			r.calls++
			now = back
		}
		last = now
	}
}

func quiet(d time.Duration) (record, error) {
	var r record
	err := onRaw(func() { spin(d, &r, nil) })
	return r, err
}

func logging(d time.Duration) (record, error) {
	var r record
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	f := gothread.Prepare(func() { logger.Info("still spinning", "calls", r.calls, "worst", time.Duration(r.worst)) })
	err := onRaw(func() { spin(d, &r, f) })
	return r, err
}

func onRaw(body func()) error {
	cfg := kthread.Config{Name: "spinner"}
	if fifo {
		cfg.Sched = realTime()
	}
	t, err := kthread.Spawn(cfg, body)
	if err != nil {
		return err
	}
	return t.Join()
}

func locked(d time.Duration) (record, error) {
	var r record
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread ends, and its policy
		var err error
		if fifo {
			err = takeRealTime()
		}
		if err == nil {
			spin(d, &r, nil)
		}
		done <- err
	}()
	err := <-done
	return r, err
}

// allocate keeps the collector busy.
func allocate(stop *atomic.Bool) {
	for !stop.Load() {
		m := map[int][]byte{}
		for i := range 500 {
			m[i] = make([]byte, 200)
		}
		time.Sleep(50 * time.Microsecond)
	}
}
