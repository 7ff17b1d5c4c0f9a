package main

import (
	"errors"
	"fmt"
	"go/token"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"rawthread/rawsafe"
)

// vet does what the command is for.
func vet(o options) (*report, error) {
	groups, err := list(o)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "kthreadvet-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	r := newReport(o)
	var jobs []job
	for _, g := range groups {
		p, err := load(o, g)
		if err != nil {
			return nil, err
		}
		s := find(p)
		r.addFound(s)
		more, err := s.jobs(dir)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, more...)
	}
	var mu sync.Mutex // protects r
	err = buildAll(jobs, func(j job) error {
		return j.build(o, dir, func(pkg, program string) error {
			b, err := openBinary(program)
			if err != nil {
				return err
			}
			c := checker{binary: b, job: j, report: r, mu: &mu}
			for _, body := range j.found.bodies {
				if testedBy(body.owner()) == pkg {
					if err := c.check(body); err != nil {
						return err
					}
				}
			}
			return nil
		})
	})
	return r, err
}

// jobs are the builds that have the bodies found.
func (s *found) jobs(dir string) ([]job, error) {
	dir, err := os.MkdirTemp(dir, "overlay-")
	if err != nil {
		return nil, err
	}
	keepers := s.keepers()
	overlay, err := writeOverlay(dir, keepers)
	if err != nil {
		return nil, err
	}
	paths := map[string]bool{}
	for _, b := range s.bodies {
		paths[testedBy(b.owner())] = true
	}
	var all []job
	for _, arch := range s.program.group.arches {
		for _, batch := range batches(slices.Sorted(maps.Keys(paths))) {
			all = append(all, job{arch, overlay, batch, s})
		}
	}
	return all, nil
}

// A checker checks the bodies that are in one program.
type checker struct {
	*binary
	job    job
	report *report
	mu     *sync.Mutex
}

// check checks all code of a body.
func (c *checker) check(b *body) error {
	p := c.job.found.program
	entries := c.entries(p, b.target)
	if len(entries) == 0 {
		c.missing(b.target, "the body")
		return nil
	}
	var also []uint64
	for _, t := range b.calls {
		e := c.entries(p, t)
		if len(e) == 0 {
			c.missing(t, "a function in Config.Calls")
		}
		also = append(also, e...)
	}
	violations := map[token.Position]*rawsafe.Violation{}
	for _, e := range entries {
		all := append([]uint64{e}, also...)
		if b.named && len(also) == 0 {
			all = append(all, e) // so that indirect calls are allowed
		}
		err := c.CheckEntries(all...)
		var v *rawsafe.Violation
		if errors.As(err, &v) {
			violations[p.position(b, v)] = v
		} else if err != nil {
			return fmt.Errorf("%s: %w", b.pos, err)
		}
	}
	if len(violations) > 1 {
		delete(violations, b.pos) // found through a wrapper, and then in the body itself
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for at, v := range violations {
		c.report.addFinding(b, at, v, c.job.arch)
	}
	return nil
}

// missing notes that a function has no code in the program.
func (c *checker) missing(t target, what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.report.addNote(t.pos, what+" is not in the program that was built: the compiler or the linker left it out", c.job.arch)
}

// position is where a violation is told: at the call in the body, if that is in
// the body's text, otherwise at the body.
func (p *program) position(b *body, v *rawsafe.Violation) token.Position {
	if len(v.Path) == 0 {
		return b.pos
	}
	at := v.Path[0].At
	first, last := p.lines(b.target)
	if at.File != b.pos.Filename || at.Line <= first || at.Line > last {
		return b.pos
	}
	return token.Position{Filename: at.File, Line: at.Line, Column: firstColumn(at)}
}

// lines are the first and last lines of a function's text, if that is there.
func (p *program) lines(t target) (first, last int) {
	if t.lit != nil {
		return t.pos.Line, p.fset.Position(t.lit.End()).Line
	}
	if d := p.decls[p.key(t.fn)]; d != nil {
		return t.pos.Line, p.fset.Position(d.End()).Line
	}
	return t.pos.Line, t.pos.Line
}

// firstColumn is where the text of a line begins: code has no columns.
func firstColumn(at rawsafe.Position) int {
	text, _ := os.ReadFile(at.File)
	lines := strings.Split(string(text), "\n")
	if at.Line > len(lines) {
		return 1
	}
	line := lines[at.Line-1]
	return len(line) - len(strings.TrimLeft(line, " \t")) + 1
}
