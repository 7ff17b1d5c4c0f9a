package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rawthread/internal/disasm"
	"rawthread/rawsafe"
)

// A finding is a body that can't run on a raw thread, and what it does.
type finding struct {
	File    string   `json:"file"`
	Line    int      `json:"line"`
	Column  int      `json:"column"`
	Message string   `json:"message"`
	Body    string   `json:"body"`
	Reason  string   `json:"reason"`
	Path    []string `json:"path"` // what is called, from the body on
	Arches  []string `json:"arches"`
}

// A report is what came of a run. What is the same on several architectures is
// in it once.
type report struct {
	asked     []string // architectures
	findings  map[string]*finding
	notes     map[note][]string // the architectures of each
	bodies    map[token.Position]bool
	unchecked map[token.Position]bool
	marked    map[token.Position]bool
}

func newReport(o options) *report {
	return &report{o.arches, map[string]*finding{}, map[note][]string{}, map[token.Position]bool{}, map[token.Position]bool{}, map[token.Position]bool{}}
}

// addFound takes over what the search found on the architectures of a group.
func (r *report) addFound(s *found) {
	for _, b := range s.bodies {
		r.bodies[b.pos] = true
	}
	copyInto(r.unchecked, s.unchecked)
	copyInto(r.marked, s.marked)
	for _, n := range s.notes {
		for _, a := range s.program.group.arches {
			r.addNote(n.pos, n.text, a)
		}
	}
}

func (r *report) addNote(pos token.Position, text, arch string) {
	n := note{pos, text}
	if !slices.Contains(r.notes[n], arch) {
		r.notes[n] = append(r.notes[n], arch)
	}
}

// addFinding adds a violation. The first architecture's text stands for those
// with the same body and position, which is at.
func (r *report) addFinding(b *body, at token.Position, v *rawsafe.Violation, arch string) {
	key := fmt.Sprint(b.id, at)
	f := r.findings[key]
	if f == nil {
		// A main package that is tested has its import path in its functions' names.
		name := func(s string) string { return s }
		if b.owner().Name == "main" {
			name = func(s string) string {
				return strings.ReplaceAll(s, escape(b.owner().PkgPath)+".", "main.")
			}
		}
		f = &finding{File: at.Filename, Line: at.Line, Column: at.Column, Message: name("kthread: "+v.Text()) + instruction(v, arch),
			Body: name(v.Body), Reason: v.Reason.String(), Path: []string{}}
		for _, c := range v.Path {
			f.Path = append(f.Path, name(c.Function))
		}
		r.findings[key] = f
	}
	if !slices.Contains(f.Arches, arch) {
		f.Arches = append(f.Arches, arch)
	}
}

// instruction returns what stands behind the message of a violation that an
// instruction makes, and no call: that instruction, in Go's syntax.
func instruction(v *rawsafe.Violation, arch string) string {
	if v.Path[len(v.Path)-1].Function != "" {
		return ""
	}
	if text := disasm.Text(arch, v.Code, v.PC); text != "" {
		return fmt.Sprintf(" The instruction at %#x is %s.", v.PC, text)
	}
	return ""
}

// print prints the report, and returns the exit status.
func (r *report) print(o options, stdout, stderr io.Writer) int {
	all := make([]*finding, 0, len(r.findings))
	for _, f := range r.findings {
		slices.Sort(f.Arches)
		f.File = short(f.File)
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	var err error
	if o.json {
		e := json.NewEncoder(stdout)
		e.SetIndent("", "\t")
		err = e.Encode(all)
	} else {
		for _, f := range all {
			if _, e := fmt.Fprintf(stdout, "%s:%d:%d: %s%s\n", f.File, f.Line, f.Column, f.Message, r.on(f.Arches)); e != nil {
				err = e
			}
		}
	}
	if err != nil {
		fmt.Fprintf(stderr, "kthreadvet: writing the findings: %v\n", err)
		return 2
	}
	r.printNotes(stderr)
	if len(all) > 0 || o.strict && len(r.notes) > 0 {
		return 1
	}
	return 0
}

// printNotes prints the notes, and how many bodies there were.
func (r *report) printNotes(w io.Writer) {
	var lines []string
	for n, arches := range r.notes {
		slices.Sort(arches)
		lines = append(lines, fmt.Sprintf("%s:%d:%d: note: %s%s\n", short(n.pos.Filename), n.pos.Line, n.pos.Column, n.text, r.on(arches)))
	}
	slices.Sort(lines)
	for _, l := range lines {
		io.WriteString(w, l)
	}
	fmt.Fprintf(w, "kthreadvet: %d bodies for %s, %d findings; left out: %d unchecked, %d marked; %d notes\n",
		len(r.bodies), strings.Join(r.asked, ","), len(r.findings), len(r.unchecked), len(r.marked), len(lines))
}

// on names architectures, unless they are all that were asked for.
func (r *report) on(arches []string) string {
	if len(arches) == len(r.asked) {
		return ""
	}
	return " [on " + strings.Join(arches, ", ") + "]"
}

// short is a file's name as seen from the current directory, if it is below it.
func short(name string) string {
	dir, err := os.Getwd()
	if err != nil {
		return name
	}
	if rel, err := filepath.Rel(dir, name); err == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return name
}
