package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
)

// A session is one run of the command: the steps print to it as they go, and
// enter in the report what they found.
type session struct {
	ctx    context.Context
	opts   options
	report report

	stdout *sink
	text   io.Writer // stdout, or nowhere if JSON is wanted

	mu     sync.Mutex // for stderr, which the progress bar draws on too
	stderr io.Writer
	bar    bool // the bar is there
}

// A sink keeps the first error of its writes.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	if s.err == nil {
		s.err = err
	}
	return n, err
}

func newSession(ctx context.Context, opts options, stdout, stderr io.Writer) *session {
	s := &session{ctx: ctx, opts: opts, stdout: &sink{w: stdout}, stderr: stderr}
	s.report.Errors = []string{}
	s.text = s.stdout
	if opts.json {
		s.text = io.Discard
	}
	return s
}

// printf prints text, unless JSON is wanted.
func (s *session) printf(format string, args ...any) { fmt.Fprintf(s.text, format, args...) }

// fail tells an error, and counts it.
func (s *session) fail(err error) {
	msg := strings.TrimPrefix(err.Error(), "kthread: ")
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bar {
		fmt.Fprint(s.stderr, clearLine)
	}
	fmt.Fprintln(s.stderr, "kthread:", msg)
	s.report.Errors = append(s.report.Errors, msg)
}

// clearLine has a terminal clear the line the cursor is on.
const clearLine = "\r\x1b[K"

// finish prints the JSON document if it is wanted, and returns the exit status.
func (s *session) finish() int {
	if s.ctx.Err() != nil {
		s.fail(errors.New("interrupted"))
	}
	if s.opts.json {
		enc := json.NewEncoder(s.stdout)
		enc.SetIndent("", "  ")
		if err := enc.Encode(&s.report); err != nil && s.stdout.err == nil {
			s.fail(err)
		}
	}
	if s.stdout.err != nil {
		s.fail(fmt.Errorf("writing the output: %w", s.stdout.err))
	}
	if n := len(s.report.Errors); n > 0 {
		if n > 1 {
			fmt.Fprintf(s.stderr, "kthread: %d errors\n", n)
		}
		return 1
	}
	return 0
}
