// Package mutation breaks the module's assembly on purpose, builds it, and lets
// package proof look at the result. It needs the go command.
package mutation

import (
	"context"
	"debug/elf"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"rawthread/internal/proof"
)

// Architectures are the GOARCHes that have assembly.
var Architectures = []string{"386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x"}

// A Builder builds and checks for one architecture. Its files are in Dir.
type Builder struct {
	GOARCH string
	Dir    string // for what it writes
	root   string // of the module
	facts  *proof.Facts
}

// NewBuilder finds the module that the working directory is in.
func NewBuilder(goarch, dir string) (*Builder, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return nil, fmt.Errorf("go list -m: %w", err)
	}
	b := &Builder{GOARCH: goarch, Dir: dir, root: strings.TrimSpace(string(out))}
	b.facts, err = Facts(goarch)
	return b, err
}

// Intact checks the assembly as it is.
func (b *Builder) Intact(ctx context.Context) ([]proof.Failure, error) { return b.check(ctx, nil) }

// Check checks a mutant. An error means that there is nothing to check: the
// mutant can't be made or built.
func (b *Builder) Check(ctx context.Context, m Mutant) ([]proof.Failure, error) {
	name := filepath.Join(b.root, m.pkg, "asm_"+syntaxes[b.GOARCH].file+".s")
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	broken, err := m.Text(string(text), b.GOARCH)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b.check(ctx, map[string]string{name: broken})
}

// check builds with some files replaced.
func (b *Builder) check(ctx context.Context, files map[string]string) ([]proof.Failure, error) {
	replace := map[string]string{}
	for name, text := range files {
		copied := filepath.Join(b.Dir, filepath.Base(name))
		if err := os.WriteFile(copied, []byte(text), 0o644); err != nil {
			return nil, err
		}
		replace[name] = copied
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	overlay, binary := filepath.Join(b.Dir, "overlay.json"), filepath.Join(b.Dir, "subject")
	if err := os.WriteFile(overlay, list, 0o644); err != nil {
		return nil, err
	}
	build := exec.CommandContext(ctx, "go", "build", "-overlay", overlay, "-ldflags=-w", "-buildmode=exe", "-o", binary, "rawthread/internal/proof/subject")
	build.Dir = b.root
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+b.GOARCH, "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	file, err := elf.Open(binary)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	p, err := proof.Load(file, b.GOARCH)
	if err != nil {
		return nil, err
	}
	return p.Failures(b.facts), nil
}
