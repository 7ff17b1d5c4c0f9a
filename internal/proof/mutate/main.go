// Command mutate breaks the module's assembly in every known way, on every
// architecture, and prints which check of package proof notices. It ends with
// status 1 if one stays unnoticed, or if the assembly as it is fails a check.
//
//	go run ./internal/proof/mutate [-arch 386,arm64] [-run REGEXP] [-j 2] [-v]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"

	"rawthread/internal/proof"
	"rawthread/internal/proof/mutation"
)

func main() {
	arches := flag.String("arch", strings.Join(mutation.Architectures, ","), "`list` of GOARCHes")
	run := flag.String("run", "", "only mutants that match `regexp`")
	jobs := flag.Int("j", 1, "architectures at a time")
	verbose := flag.Bool("v", false, "print each check's reason")
	flag.Parse()
	pattern, err := regexp.Compile(*run)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	tmp, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
	var caught, missed atomic.Int64
	var wg sync.WaitGroup
	slots := make(chan struct{}, max(1, *jobs))
	for _, arch := range strings.Split(*arches, ",") {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			c, m := all(ctx, arch, filepath.Join(tmp, arch), pattern, *verbose)
			caught.Add(int64(c))
			missed.Add(int64(m))
		})
	}
	wg.Wait()
	os.RemoveAll(tmp)
	fmt.Printf("%d mutants caught, %d not\n", caught.Load(), missed.Load())
	if missed.Load() > 0 || caught.Load() == 0 {
		os.Exit(1)
	}
}

// all checks one architecture.
func all(ctx context.Context, arch, dir string, pattern *regexp.Regexp, verbose bool) (caught, missed int) {
	report := func(name, result string) { fmt.Printf("%-9s %-48s %s\n", arch, name, result) }
	if err := os.MkdirAll(dir, 0o755); err != nil {
		report("", err.Error())
		return 0, 1
	}
	b, err := mutation.NewBuilder(arch, dir)
	if err != nil {
		report("", err.Error())
		return 0, 1
	}
	switch failures, err := b.Intact(ctx); {
	case err != nil:
		report("intact", "ERROR: "+err.Error())
		return 0, 1
	case len(failures) > 0:
		report("intact", "FAILS: "+names(failures, true))
		return 0, 1
	}
	report("intact", "passes")
	for _, m := range mutation.Mutants {
		if !m.Applies(arch) || !pattern.MatchString(m.Name) || ctx.Err() != nil {
			continue
		}
		switch failures, err := b.Check(ctx, m); {
		case err != nil:
			report(m.Name, "ERROR: "+err.Error())
			missed++
		case len(failures) == 0:
			report(m.Name, "NOT CAUGHT")
			missed++
		default:
			report(m.Name, names(failures, verbose))
			caught++
		}
	}
	return caught, missed
}

// names tells which checks failed.
func names(failures []proof.Failure, verbose bool) string {
	var s []string
	for _, f := range failures {
		if verbose {
			s = append(s, f.Error())
		} else {
			s = append(s, f.Check)
		}
	}
	if verbose {
		return strings.Join(s, "; ")
	}
	return strings.Join(s, ", ")
}
