package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// stub is a package kthread that has what the search for bodies knows of it.
const stub = `package kthread

type Thread struct{}

type Config struct {
	Name      string
	Calls     []any
	Unchecked bool
}

func Go(body func()) (*Thread, error)                  { return Spawn(Config{}, body) }
func Spawn(cfg Config, body func()) (*Thread, error)   { return Prepare(cfg, body) }
func Prepare(cfg Config, body func()) (*Thread, error) { return nil, nil }
`

// findIn searches a file of one package, and says what was found: the functions'
// names, "lit" and the literals' lines, counted from the first of source, what
// they can call, what was left out, and notes.
func findIn(t *testing.T, source string) string {
	t.Helper()
	t.Chdir(t.TempDir())
	writeFile(t, "go.mod", "module rawthread\n\ngo 1.26\n")
	writeFile(t, filepath.Join("kthread", "kthread.go"), stub)
	writeFile(t, filepath.Join("user", "user.go"), "package user\nimport \"rawthread/kthread\"\nvar n int\nfunc f() {}\n"+source)
	o := options{arches: []string{"amd64"}, patterns: []string{"./..."}}
	groups, err := list(o)
	if err != nil {
		t.Fatal(err)
	}
	p, err := load(o, groups[0])
	if err != nil {
		t.Fatal(err)
	}
	s := find(p)
	name := func(t target) string {
		if t.lit != nil {
			return fmt.Sprint("lit", t.pos.Line-4)
		}
		return strings.ReplaceAll(t.fn.FullName(), "rawthread/user.", "")
	}
	var all []string
	for _, b := range s.bodies {
		text := name(b.target)
		for _, c := range b.calls {
			text += ">" + name(c)
		}
		all = append(all, text)
	}
	for at := range s.unchecked {
		all = append(all, fmt.Sprint("unchecked", at.Line-4))
	}
	for at := range s.marked {
		all = append(all, fmt.Sprint("marked", at.Line-4))
	}
	for _, n := range s.notes {
		all = append(all, fmt.Sprint("note", n.pos.Line-4))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// TestFind follows bodies and Configs of single forms.
func TestFind(t *testing.T) {
	needGo(t)
	for name, c := range map[string]struct{ source, want string }{
		"literal":                    {`func g() { kthread.Go(func() {}) }`, "lit1"},
		"nil":                        {`func g() { kthread.Go(nil) }`, ""},
		"function":                   {`func g() { kthread.Go(f) }`, "f"},
		"conversion":                 {`type body func(); func g() { kthread.Go((func())(body(f))) }`, "f"},
		"pointer method":             {`type T int; func (*T) m() {}; func g(t *T) { kthread.Go(t.m) }`, "(*T).m"},
		"embedded method":            {`type T int; func (T) m() {}; type U struct{ T }; func g(u U) { kthread.Go(u.m) }`, "(T).m"},
		"method of an interface":     {`func g(i interface{ m() }) { kthread.Go(i.m) }`, "note1"},
		"generic function":           {`func h[P any]() {}; func g() { kthread.Go(h[int]) }`, "h"},
		"variable":                   {"func g() {\nb := func() {}\nif n > 0 {\nb = f\n}\nkthread.Go(b)\n}", "f lit2"},
		"variable without value":     {"var b func()\nfunc g() { kthread.Go(b) }", ""},
		"package variable":           {"var b = func() {}\nfunc g() { kthread.Go(b) }", "lit1"},
		"parameter":                  {"func h(b func()) { kthread.Go(b) }\nfunc g() {\nh(f)\nh(func() {})\n}", "f lit4"},
		"parameter, twice":           {"func h(b func()) { i(b) }\nfunc i(b func()) { kthread.Go(b) }\nfunc g() { h(f) }", "f"},
		"parameter, recursive":       {"func h(b func()) { kthread.Go(b); h(b) }\nfunc g() { h(f) }", "f"},
		"parameter, not called":      {"func h(b func()) { kthread.Go(b) }", "note1"},
		"parameter of a value":       {"func h(b func()) { kthread.Go(b) }\nvar x = h\nfunc g() { h(f) }", "f note1"},
		"parameter of a literal":     {"func g() {\nh := func(b func()) { kthread.Go(b) }\nh(f)\n}", "f"},
		"parameter of an argument":   {"func h(with func(b func())) { with(f) }\nfunc g() { h(func(b func()) { kthread.Go(b) }) }", "f"},
		"variadic":                   {"func h(bs ...func()) {\nfor _, b := range bs {\nkthread.Go(b)\n}\n}\nfunc g() { h(f, func() {}) }", "f lit6"},
		"result":                     {"func h() func() { return f }\nfunc g() { kthread.Go(h()) }", "f"},
		"result of several":          {"func h() (int, func()) { return 1, f }\nfunc g() {\n_, b := h()\nkthread.Go(b)\n}", "f"},
		"result that is an argument": {"func h(b func()) func() { return b }\nfunc g() { kthread.Go(h(f)) }", "f"},
		"result of elsewhere":        {"var h func() func()\nfunc g() { kthread.Go(h()) }", "note2"},
		"field":                      {"type T struct{ b func() }\nvar t = T{b: f}\nfunc g() { kthread.Go(t.b) }", "f"},
		"field, unkeyed":             {"type T struct{ n int; b func() }\nvar t = &T{1, f}\nfunc g() { kthread.Go(t.b) }", "f"},
		"field, assigned":            {"type T struct{ b func() }\nfunc g(t *T) {\nt.b = func() {}\nkthread.Go(t.b)\n}", "lit3"},
		"field of any":               {"type T struct{ b func() }\n\nfunc g(t T) { kthread.Go(t.b) }\nvar x, y = T{f}, T{func() {}}", "f lit4"},
		"elements":                   {"var list = [...]func(){f, func() {}}\nfunc g() { kthread.Go(list[n]) }", "f lit1"},
		"elements, assigned":         {"func g() {\nm := map[int]func(){}\nm[1] = f\nkthread.Go(m[1])\n}", "f"},
		"elements, appended":         {"func g() {\nvar l []func()\nl = append(l, f)\nkthread.Go(l[0])\n}", "f"},
		"Spawn in a variable":        {"var spawn = kthread.Spawn\nfunc g() { spawn(kthread.Config{}, f) }", "f"},
		"Spawn as an argument":       {"func h(any) {}\nfunc g() { h(kthread.Spawn) }", "note2"},
		"unchecked":                  {`func g() { kthread.Spawn(kthread.Config{Unchecked: true}, func() {}) }`, "unchecked1"},
		"unchecked, perhaps":         {`func g(u bool) { kthread.Spawn(kthread.Config{Unchecked: u}, func() {}) }`, "lit1"},
		"unchecked variable":         {"func g() {\nc := kthread.Config{}\nc.Unchecked = true\nkthread.Spawn(c, func() {})\n}", "unchecked4"},
		"unchecked on a branch":      {"func g() {\nc := kthread.Config{}\nif n > 0 {\nc.Unchecked = true\n}\nkthread.Spawn(c, func() {})\n}", "lit6"},
		"unchecked afterwards":       {"func g() {\nc := kthread.Config{}\nkthread.Spawn(c, func() {})\nc.Unchecked = true\n}", "lit3"},
		"unchecked and back":         {"func g() {\nc := kthread.Config{Unchecked: true}\nc.Unchecked = false\nkthread.Spawn(c, func() {})\n}", "lit4"},
		"unchecked by a helper":      {"func h(b func()) {\nvar c kthread.Config\nc.Unchecked = true\nkthread.Spawn(c, b)\n}\nfunc g() { h(func() {}) }", "unchecked6"},
		"unchecked parameter":        {"func h(c kthread.Config, b func()) { kthread.Spawn(c, b) }\nfunc g() {\nh(kthread.Config{Unchecked: true}, func() {})\nh(kthread.Config{}, func() {})\n}", "lit4 unchecked3"},
		"unchecked in a table":       {"func g() {\nfor _, c := range []struct{ b func(); u bool }{\n{func() {}, true},\n{func() {}, false},\n} {\nkthread.Spawn(kthread.Config{Unchecked: c.u}, c.b)\n}\n}", "lit4 unchecked3"},
		"unchecked everywhere":       {"func g() {\nfor _, u := range []bool{true} {\nkthread.Spawn(kthread.Config{Unchecked: u}, func() {})\n}\n}", "unchecked3"},
		"calls":                      {"func g() { kthread.Spawn(kthread.Config{Calls: []any{f, func() {}}}, func() {}) }", "lit1>f>lit1"},
		"calls, the last":            {"func g() {\nvar c kthread.Config\nc.Calls = []any{f}\nc.Calls = []any{g}\nkthread.Spawn(c, func() {})\n}", "lit5>g"},
		"calls of a number":          {"func g() { kthread.Spawn(kthread.Config{Calls: []any{7}}, func() {}) }", "lit1 note1"},
		"marked":                     {"func g() { kthread.Go(func() {}) } //kthread:unsafe", "marked1"},
		"marked above":               {"func g() {\n//kthread:unsafe for a reason\nkthread.Go(func() {})\n}", "marked3"},
		"marked by another comment":  {"func g() {\n//kthread:unsafely\nkthread.Go(func() {})\n}", "lit3"},
		"marked call of a helper":    {"func h(b func()) { kthread.Go(b) }\nfunc g() {\nh(f) //kthread:unsafe\nh(func() {})\n}", "lit4 marked0"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := findIn(t, c.source); got != c.want {
				t.Errorf("%q, want %q, in\n%s", got, c.want, c.source)
			}
		})
	}
}
