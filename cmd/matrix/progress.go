//go:build unix

package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

// A progress tells how far the rows are: in one line that is redrawn, on a
// terminal; else by a line for each cell that is done.
type progress struct {
	sync.Mutex
	terminal bool
	lines    map[string]string // what runs, by architecture
	order    []string
	start    time.Time
	last     time.Time
}

func newProgress() *progress {
	st, err := os.Stderr.Stat()
	return &progress{terminal: err == nil && st.Mode()&os.ModeCharDevice != 0, lines: map[string]string{}, start: time.Now()}
}

// show says what runs now.
func (p *progress) show(r *row, c *cell, what string, n int) {
	p.Lock()
	defer p.Unlock()
	if _, ok := p.lines[r.arch]; !ok {
		p.order = append(p.order, r.arch)
	}
	p.lines[r.arch] = fmt.Sprintf("%s %s %d %s", r.arch, c.pkg, n, what)
	if p.terminal && time.Since(p.last) > 100*time.Millisecond {
		p.last = time.Now()
		p.draw()
	}
}

// draw redraws the line.
func (p *progress) draw() {
	s := fmt.Sprintf("%4.0fs", time.Since(p.start).Seconds())
	for _, a := range p.order {
		if l := p.lines[a]; l != "" {
			s += " | " + l
		}
	}
	if len(s) > 150 {
		s = s[:150]
	}
	fmt.Fprintf(os.Stderr, "\r\033[K%s", s)
}

// cell says that a package is done.
func (p *progress) cell(r *row, c *cell) {
	p.Lock()
	defer p.Unlock()
	if p.terminal {
		fmt.Fprint(os.Stderr, "\r\033[K")
	}
	mark := "ok  "
	if c.err != nil || c.failed > 0 {
		mark = "FAIL"
	}
	line := fmt.Sprintf("%s %-9s %-34s %s %6.1fs", mark, r.arch, c.pkg, c.counts(), c.elapsed.Seconds())
	for _, what := range c.troubles() {
		line += "; " + what
	}
	fmt.Fprintln(os.Stderr, line)
}

// done says that an architecture is done.
func (p *progress) done(r *row) {
	p.Lock()
	defer p.Unlock()
	p.lines[r.arch] = ""
}

// note says something that is to stay on the screen.
func (p *progress) note(format string, args ...any) {
	p.Lock()
	defer p.Unlock()
	if p.terminal {
		fmt.Fprint(os.Stderr, "\r\033[K")
	}
	fmt.Fprintf(os.Stderr, "matrix: "+format+"\n", args...)
}

func (p *progress) close() {
	if p.terminal {
		fmt.Fprint(os.Stderr, "\r\033[K")
	}
}
