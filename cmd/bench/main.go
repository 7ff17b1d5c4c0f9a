// Bench measures rawthread and its peers in turns, and compares them.
//
//	bench [-quick] [-rounds N] [-time D] [-top N] [-o FILE.md] [-json FILE] [-gofmt FILE] [-compare FILE] [CASES]
//	bench -list
//	bench -build DIR
//
// CASES are names of cases, ladders and distributions, or their beginnings;
// without any all are measured: by -quick in two minutes.
//
// The peers in other languages are built first, or taken from the folder that
// the environment variable RAWTHREAD_PEERS names, into which -build puts them.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"rawthread/bench"
)

// lastResults are what a run is compared with if nothing else is named.
const lastResults = "docs/results/bench.json"

func main() {
	bench.ServePeer()
	rounds := flag.Int("rounds", bench.Full.Rounds, "how often each peer runs")
	round := flag.Duration("time", bench.Full.Time, "how long a round of a peer takes")
	top := flag.Int("top", 100_000, "the most threads that live at once")
	quick := flag.Bool("quick", false, "5 rounds of 50 ms, and 10,000 threads at most")
	markdown := flag.String("o", "", "write the run to this file, as Markdown")
	asJSON := flag.String("json", "", "write the run to this file, for the report and for comparisons")
	gofmt := flag.String("gofmt", "", "write the run to this file, for benchstat")
	compare := flag.String("compare", lastResults, "say what got worse or better than in this file of -json; \"\" for none")
	list := flag.Bool("list", false, "list the cases, and measure nothing")
	build := flag.String("build", "", "build the peers into this folder, and measure nothing")
	flag.Parse()
	o := bench.Options{Rounds: *rounds, Time: *round}
	if *quick {
		o, *top = bench.Quick, min(*top, 10_000)
	}
	p := newProgress()
	o.Say = p.say
	if o.Rounds < 1 || o.Time <= 0 || *top < 1 {
		fail(2, errors.New("-rounds, -time and -top: at least one"))
	}
	cleanAtSignals()
	switch {
	case *list:
		steps, err := bench.Plan(o, *top, nil)
		bench.Clean()
		p.clear()
		if err != nil {
			fail(1, err)
		}
		for _, s := range steps {
			fmt.Println(s.Name)
		}
	case *build != "":
		if err := bench.BuildPeers(runtime.GOARCH, *build); err != nil {
			fail(1, err)
		}
	default:
		before, err := last(*compare)
		if err != nil {
			fail(1, err)
		}
		run := &bench.Run{When: time.Now().UTC().Truncate(time.Second), Machine: bench.ThisMachine(), Options: o}
		err = measure(run, o, *top, flag.Args(), p)
		bench.Clean()
		p.clear()
		bench.Text(os.Stdout, run)
		if before != nil && err == nil {
			bench.WriteChanges(os.Stdout, *compare, before, run)
		}
		for file, write := range map[string]func(io.Writer, *bench.Run){*markdown: bench.Markdown, *gofmt: bench.Gofmt} {
			if file == "" {
				continue
			}
			var b bytes.Buffer
			write(&b, run)
			err = errors.Join(err, os.WriteFile(file, b.Bytes(), 0o644))
		}
		if *asJSON != "" {
			err = errors.Join(err, run.WriteFile(*asJSON))
		}
		if err != nil {
			fail(1, err)
		}
	}
}

func measure(run *bench.Run, o bench.Options, top int, wanted []string, p *progress) error {
	steps, err := bench.Plan(o, top, wanted)
	if err != nil {
		return err
	}
	return bench.Do(steps, run, p.step)
}

// last reads the run that is compared with: none if no other is named and there
// is none of this architecture.
func last(file string) (*bench.Run, error) {
	if file == "" {
		return nil, nil
	}
	run, err := bench.ReadFile(file)
	if file == lastResults && (errors.Is(err, fs.ErrNotExist) || err == nil && run.Machine.Arch != runtime.GOARCH) {
		return nil, nil
	}
	return run, err
}

// cleanAtSignals has an interrupted run leave nothing behind.
func cleanAtSignals() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		bench.Clean()
		os.Exit(130)
	}()
}

func fail(status int, err error) {
	bench.Clean()
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(status)
}
