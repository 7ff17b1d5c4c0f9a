// Command seeded puts a bug at a time into the code that the models explore,
// and says whether they find it: a lost wake, a missing loop, a wake before its
// store, a wrong state, a store that is not atomic. It ends with status 1 if one
// is missed, or does not fit the code any more.
//
//	go run ./internal/model/seeded [-run REGEXP] [-part K/N] [-j 2] [-v]
//
// The files stay as they are: the compiler gets the changed text as an overlay.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"sync"
	"time"
)

func main() {
	run := flag.String("run", "", "only bugs whose file, model or description match `regexp`")
	part := flag.String("part", "0/1", "of every `N` bugs only the Kth, from 0 on")
	jobs := flag.Int("j", 2, "bugs at a time")
	verbose := flag.Bool("v", false, "print the interleaving that shows the bug")
	flag.Parse()
	pattern, err := regexp.Compile(*run)
	if err != nil {
		fmt.Fprintln(os.Stderr, "seeded:", err)
		os.Exit(2)
	}
	var k, n int
	if _, err := fmt.Sscanf(*part, "%d/%d", &k, &n); err != nil || n < 1 || k < 0 || k >= n {
		fmt.Fprintf(os.Stderr, "seeded: -part %s: want K/N, K from 0 to N-1\n", *part)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var bugs []bug
	number := 0
	for _, list := range [][]bug{futexBugs, rwBugs, bridgeBugs, kthreadBugs, poolBugs} {
		for _, b := range list {
			if number++; number%n == k && pattern.MatchString(b.file+" "+b.model+" "+b.what) {
				bugs = append(bugs, b)
			}
		}
	}
	results := make([]result, len(bugs))
	var wg sync.WaitGroup
	slots := make(chan struct{}, max(1, *jobs))
	began := time.Now()
	for i, b := range bugs {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			results[i] = b.try(ctx)
		})
	}
	wg.Wait()
	found := 0
	for i, b := range bugs {
		r := results[i]
		fmt.Printf("%-7s %-24s %-26s %s", r.verdict, b.file, b.model, b.what)
		if r.verdict == "found" {
			found++
			fmt.Printf(": %s", r.how)
		}
		fmt.Println()
		if r.verdict != "found" || *verbose {
			fmt.Println(r.output)
		}
	}
	fmt.Printf("%d seeded bugs found, %d not, %.0f s\n", found, len(bugs)-found, time.Since(began).Seconds())
	if found < len(bugs) || found == 0 {
		os.Exit(1)
	}
}
