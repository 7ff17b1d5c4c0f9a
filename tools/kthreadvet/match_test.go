package main

import "testing"

func TestParseClosure(t *testing.T) {
	for name, want := range map[string]closure{
		"p.F.func1":               {parent: "p.F", depth: 1, number: 1},
		"p.F.func2.13":            {parent: "p.F.func2", depth: 2, number: 13},
		"p.(*T).m.func1":          {parent: "p.(*T).m", depth: 1, number: 1},
		"p.F-range1.func3":        {parent: "p.F-range1", depth: 1, number: 3},
		"p.F.func1-range1.2":      {parent: "p.F.func1-range1", depth: 2, number: 2},
		"p.F[...].func1":          {parent: "p.F[...]", depth: 1, number: 1},
		"p.g.func1.p.f.func1.1.2": {parent: "p.g.func1.p.f.func1.1", depth: 3, number: 2},
	} {
		if got, ok := parseClosure(name); !ok || got != want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, ok, want)
		}
	}
	for _, name := range []string{"p.F", "p.func1x", "p.T.m-fm", "p.F.gowrap1", "p.F-range1", "p.(*T).m"} {
		if got, ok := parseClosure(name); ok {
			t.Errorf("%s is a closure: %+v", name, got)
		}
	}
	if got := withoutTypes("p.F[go.shape.[]int].func1"); got != "p.F[...].func1" {
		t.Error(got)
	}
	if got := escape("gopkg.in/yaml.v3"); got != "gopkg.in/yaml%2ev3" {
		t.Error(got)
	}
}

func TestBatches(t *testing.T) {
	got := batches([]string{"m/a", "m/cmd/a", "m/b", "m/b/v2", "v2"})
	if len(got) != 2 || len(got[0]) != 3 || len(got[1]) != 2 {
		t.Errorf("%q", got)
	}
	for path, want := range map[string]string{"m/a": "a.test", "m/b/v2": "b.test", "v2": "v2.test", "m/vx": "vx.test"} {
		if got := programName(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
