package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// A bug is a change of a file, and the model of the file's package that must
// fail then.
type bug struct {
	file, what, model string
	edits             []edit
}

// An edit replaces a text that the file has once.
type edit struct{ old, new string }

type result struct{ verdict, how, output string }

// try runs the model over the changed file.
func (b bug) try(ctx context.Context) result {
	text, err := os.ReadFile(b.file)
	if err != nil {
		return result{verdict: "error", output: err.Error()}
	}
	changed := string(text)
	for _, e := range b.edits {
		if n := strings.Count(changed, e.old); n != 1 {
			return result{verdict: "stale", output: fmt.Sprintf("%s has %d times:\n%s", b.file, n, e.old)}
		}
		changed = strings.Replace(changed, e.old, e.new, 1)
	}
	tmp, err := os.MkdirTemp("", "seeded-")
	if err != nil {
		return result{verdict: "error", output: err.Error()}
	}
	defer os.RemoveAll(tmp)
	abs, err := filepath.Abs(b.file)
	if err != nil {
		return result{verdict: "error", output: err.Error()}
	}
	file := filepath.Join(tmp, "changed.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {abs: file}})
	if err != nil {
		return result{verdict: "error", output: err.Error()}
	}
	if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
		return result{verdict: "error", output: err.Error()}
	}
	if err := os.WriteFile(filepath.Join(tmp, "overlay.json"), overlay, 0o644); err != nil {
		return result{verdict: "error", output: err.Error()}
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-vet=off", "-count=1", "-tags=model", "-timeout=5m",
		"-overlay", filepath.Join(tmp, "overlay.json"), "-run", "^"+b.model+"$",
		"./"+filepath.Dir(b.file), "-args", "-model.shortest=1s", "-model.first")
	out, err := cmd.CombinedOutput()
	r := result{output: string(out)}
	kind := shown.FindStringSubmatch(r.output)
	switch {
	case err == nil:
		r.verdict = "MISSED"
	case kind == nil || strings.Contains(r.output, "[build failed]"):
		r.verdict = "error"
	default:
		r.verdict, r.how = "found", kind[1]
		if steps := length.FindStringSubmatch(r.output); steps != nil {
			r.how += ", " + steps[1]
		}
	}
	return r
}

var (
	// shown is the failure of a model: what kind it is.
	shown  = regexp.MustCompile(`_test\.go:\d+: (deadlock|livelock|race|check|invariant|assertion|panic|circle|endless): `)
	length = regexp.MustCompile(`interleaving, [a-z ]+, (\d+ steps):`)
)
