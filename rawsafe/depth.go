package rawsafe

import (
	"errors"
	"fmt"
)

// ErrUnbounded is what [StackDepth] returns where nothing bounds the stack, or
// where the bound is not known.
var ErrUnbounded = errors.New("rawsafe: no bound on the stack")

// StackDepth returns how many bytes of stack body takes at most, with all that
// it calls; the functions in also are what its indirect calls can reach, as for
// [Check]. What Check refuses, StackDepth refuses with the same error. Where a
// function calls itself, or its frame is not known, as with some assembly, the
// error is [ErrUnbounded] and says which function it is.
//
// The bound adds the largest frames along each path of calls: a thread whose
// stack has as many bytes, and 2 KiB for its beginning and end, does not overflow
// it. Goroutines only.
func StackDepth(body any, also ...any) (bytes int, err error) {
	v, err := verdictOf(body, also)
	if err != nil {
		return 0, err
	}
	if v.violation != nil {
		return 0, v.violation
	}
	if v.depth.why != "" {
		return 0, fmt.Errorf("%w: %s", ErrUnbounded, v.depth.why)
	}
	return v.depth.bytes, nil
}

// StackDepth is [StackDepth] for the function whose code begins at the first of
// the addresses; the others are what indirect calls can reach.
func (f *File) StackDepth(entries ...uint64) (bytes int, err error) {
	violation, w := check(f, entries, len(entries) > 1, nil)
	if violation != nil {
		return 0, violation
	}
	d := w.depths(entries, nil)[entries[0]]
	if d.why != "" {
		return 0, fmt.Errorf("%w: %s", ErrUnbounded, d.why)
	}
	return d.bytes, nil
}

// A depth is how much of the stack a function and all that it calls take.
type depth struct {
	bytes int
	why   string // not bounded
}

// depths computes the depths of all functions that the walk read. It knows those
// that were read before.
func (w *walk) depths(entries []uint64, known func(uint64) (depth, bool)) map[uint64]depth {
	m := measuring{walk: w, named: entries[1:], known: known, of: map[uint64]depth{}, open: map[uint64]bool{}}
	for e := range w.came {
		m.measure(e)
	}
	return m.of
}

// measuring is the depth-first search for depths.
type measuring struct {
	*walk
	named []uint64
	known func(uint64) (depth, bool)
	of    map[uint64]depth
	open  map[uint64]bool // on the path from the root: to come back is a cycle
}

func (m *measuring) measure(entry uint64) depth {
	if d, ok := m.of[entry]; ok {
		return d
	}
	f, ok := m.function(entry)
	if !ok {
		return depth{why: fmt.Sprintf("nothing is known of the code at %#x", entry)}
	}
	if m.open[entry] {
		return depth{why: f.name + " calls itself"}
	}
	if _, read := m.came[entry]; !read {
		if m.known != nil {
			if d, ok := m.known(entry); ok {
				return d
			}
		}
		return m.trusted(f)
	}
	m.open[entry] = true
	d := m.own(f)
	calls := m.calls[entry]
	if m.indirect[entry] {
		calls = append(calls[:len(calls):len(calls)], m.named...)
	}
	most := 0
	for _, c := range calls {
		if d.why != "" {
			break
		}
		below := m.measure(c)
		d.why = below.why
		most = max(most, below.bytes)
	}
	d.bytes += most
	delete(m.open, entry)
	m.of[entry] = d
	return d
}

// own is the depth of f alone.
func (m *measuring) own(f function) depth {
	if handWritten(f.file) && m.adjusts(f) {
		return depth{why: f.name + " is assembly"}
	}
	size, ok := m.prog.frame(f)
	if !ok {
		return depth{why: "the frame of " + f.name + " is not known"}
	}
	return depth{bytes: size + m.arch.CallPushes()}
}

// trusted is the depth of a function that was not read: assembly makes no calls,
// and what is called on goroutines only takes nothing here.
func (m *measuring) trusted(f function) depth {
	own, ours := cutPrefix(f.name, modulePath+"/")
	if _, ok := cutPrefix(own, "gothread."); ours && ok {
		return depth{why: f.name + " runs Go"}
	}
	if handWritten(f.file) {
		return m.own(f)
	}
	if ours {
		return depth{}
	}
	return depth{why: f.name + " was not read"}
}
