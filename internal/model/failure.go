package model

import (
	"fmt"
	"strconv"
	"strings"
)

// A Failure is what an exploration found.
type Failure struct {
	Kind     string
	Text     string
	Trace    []Line
	Schedule string // makes it again
	Shortest bool
}

func (f *Failure) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", f.Kind, f.Text)
	which := "the first found"
	if f.Shortest {
		which = "the shortest"
	}
	fmt.Fprintf(&b, "interleaving, %s, %d steps:\n", which, len(f.Trace))
	for i, l := range f.Trace {
		fmt.Fprintf(&b, "%4d  %-10s %-56s %s\n", i+1, l.Thread, l.What, l.Where)
	}
	fmt.Fprintf(&b, "again: -model.replay='%s'", f.Schedule)
	return b.String()
}

// stuck says why nothing can happen.
func (m *Run) stuck() *Failure {
	f := &Failure{Kind: "deadlock"}
	var lines []string
	for _, th := range m.threads {
		switch {
		case th.status == done:
			lines = append(lines, th.name+" is done")
		case th.status == asleep:
			lines = append(lines, fmt.Sprintf("%s sleeps on %s (now %s), expected %d", th.name, m.nameOf(th.op.addr), m.valueOf(th.op.addr, false), th.op.a))
		case th.op.kind == opYield:
			f.Kind = "livelock"
			lines = append(lines, th.name+" spins, and nothing that it looks at will change")
		case th.op.kind == opEventRead:
			lines = append(lines, th.name+" waits for eventfd "+m.nameOf(th.op.addr))
		default:
			lines = append(lines, th.name+" can't go on")
		}
	}
	f.Text = "nobody can go on: " + strings.Join(lines, "; ")
	return f
}

// schedule writes events as one word each: the thread's number, then what
// happens to it if that isn't its step, then which outcome.
func schedule(events []event) string {
	var b strings.Builder
	for i, e := range events {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(int(e.thread)))
		b.WriteString([...]string{"", "t", "w", "i", "f"}[e.what])
		if e.arg > 0 {
			b.WriteString("." + strconv.Itoa(int(e.arg)))
		}
	}
	return b.String()
}

func parseSchedule(s string) ([]event, error) {
	var events []event
	for _, w := range strings.Fields(s) {
		var e event
		word := w
		if head, arg, ok := strings.Cut(w, "."); ok {
			n, err := strconv.ParseUint(arg, 10, 16)
			if err != nil {
				return nil, fmt.Errorf("schedule: %q: %w", word, err)
			}
			w, e.arg = head, uint16(n)
		}
		if k := strings.IndexAny(w, "twif"); k >= 0 {
			e.what = map[string]what{"t": timesOut, "w": wakesUp, "i": interrupted, "f": flushes}[w[k:]]
			w = w[:k]
		}
		n, err := strconv.ParseUint(w, 10, 8)
		if err != nil {
			return nil, fmt.Errorf("schedule: %q: %w", word, err)
		}
		e.thread = uint8(n)
		events = append(events, e)
	}
	return events, nil
}
