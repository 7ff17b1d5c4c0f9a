//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A job is one program.
type job struct {
	*options
	*counts
	module, dir string
	seed        uint64
	bodies      int
	binary      string
}

func (j *job) run(ctx context.Context) error {
	if err := j.build(ctx); err != nil {
		return err
	}
	out, err := j.start(ctx, "verdicts").Output()
	if err != nil {
		return fmt.Errorf("seed %d: verdicts: %w", j.seed, err)
	}
	verdicts := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(verdicts) != j.bodies {
		return fmt.Errorf("seed %d: %d verdicts on %d bodies", j.seed, len(verdicts), j.bodies)
	}
	var refused []int
	for i, v := range verdicts {
		if v == "ok" {
			j.allowed++
		} else {
			j.refused++
			refused = append(refused, i)
		}
	}
	j.runAllowed(ctx)
	j.runRefused(ctx, refused, verdicts)
	return ctx.Err()
}

// build builds the program as a package of this module, so that it may use the
// module's packages, without a file there.
func (j *job) build(ctx context.Context) error {
	source := filepath.Join(j.dir, "main.go")
	if err := os.WriteFile(source, []byte(program(j.seed, j.bodies)), 0o644); err != nil {
		return err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(j.module, "tortured", "main.go"): source}})
	if err != nil {
		return err
	}
	overlayFile := filepath.Join(j.dir, "overlay.json")
	if err := os.WriteFile(overlayFile, overlay, 0o644); err != nil {
		return err
	}
	j.binary = filepath.Join(j.dir, "tortured")
	args := []string{"build", "-C", j.module, "-overlay", overlayFile, "-tags", "rawthreadcanary", "-o", j.binary}
	if j.unoptimised {
		args = append(args, "-gcflags=all=-N -l")
	}
	cmd := exec.CommandContext(ctx, "go", append(args, "./tortured")...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+j.options.arch, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("seed %d: go build: %w\n%s", j.seed, err, out)
	}
	return nil
}

// start returns a command that runs the program.
func (j *job) start(ctx context.Context, args ...string) *exec.Cmd {
	if j.emulator != "" {
		return exec.CommandContext(ctx, j.emulator, append([]string{j.binary}, args...)...)
	}
	return exec.CommandContext(ctx, j.binary, args...)
}

// runAllowed runs all that was allowed in one process. If that dies, the last
// body that it began is a hole.
func (j *job) runAllowed(ctx context.Context) {
	limit, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	cmd := j.start(limit, "run")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil && ctx.Err() == nil {
		last := ""
		for line := range strings.Lines(stderr.String()) {
			if strings.HasPrefix(line, "body ") {
				last = strings.TrimSpace(line)
			}
		}
		_, after, _ := strings.Cut(stderr.String(), last+"\n")
		j.holes = append(j.holes, fmt.Sprintf("seed %d, %s: %v\n%.2000s", j.seed, last, err, after))
	}
}

// runRefused runs each body that was refused in a process of its own, two at a
// time.
func (j *job) runRefused(ctx context.Context, refused []int, verdicts []string) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	slots := make(chan struct{}, 2)
	for _, i := range refused {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			limit, cancel := context.WithTimeout(ctx, 30*time.Second)
			defer cancel()
			err := j.start(limit, "one", strconv.Itoa(i)).Run()
			var exit *exec.ExitError
			mu.Lock()
			defer mu.Unlock()
			if errors.As(err, &exit) {
				j.crashed++
			} else if err == nil {
				j.falseAlarms[reasonOf(verdicts[i])]++
			}
		}()
	}
	wg.Wait()
}

// reasonOf cuts a violation's text down to what was met.
func reasonOf(violation string) string {
	_, s, _ := strings.Cut(violation, "can't run outside the Go runtime: it ")
	s, _, _ = strings.Cut(s, ". ")
	if i := strings.LastIndex(s, ", which "); i >= 0 {
		s = s[i+len(", which "):]
	}
	if i := strings.Index(s, " ("); i >= 0 {
		s = s[:i]
	}
	return s
}
