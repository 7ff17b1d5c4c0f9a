package main

import (
	"fmt"
	"os"
)

// A progress says what goes on: on a terminal all of it, in one line that is
// redrawn; else a line for each step.
type progress struct {
	terminal bool
	now      string // the step
}

func newProgress() *progress {
	st, err := os.Stderr.Stat()
	return &progress{terminal: err == nil && st.Mode()&os.ModeCharDevice != 0}
}

// step says that the next step begins.
func (p *progress) step(format string, args ...any) {
	p.now = fmt.Sprintf(format, args...)
	if !p.terminal {
		fmt.Fprintln(os.Stderr, p.now)
	}
}

// say says what happens in a step.
func (p *progress) say(format string, args ...any) {
	if p.terminal {
		fmt.Fprintf(os.Stderr, "\r\x1b[K%.150s\r", p.now+" | "+fmt.Sprintf(format, args...))
	}
}

// clear takes the line away.
func (p *progress) clear() {
	if p.terminal {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
