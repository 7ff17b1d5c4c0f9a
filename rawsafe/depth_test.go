package rawsafe

import (
	"strings"
	"testing"
)

// TestDepths computes the depth of hand-made functions.
func TestDepths(t *testing.T) {
	const call = fakeFrame + 8 // with its return address, on amd64
	for _, c := range []struct {
		name, goarch string
		want         int
		why          string
		pieces       []piece
	}{
		{"a return", "amd64", call, "", []piece{{"main.f", userFile, "c3"}}},
		{"a call", "amd64", 2 * call, "", []piece{{"main.f", userFile, "e8 01000000 c3"}, {"main.g", userFile, "c3"}}},
		{"a tail call", "amd64", 2 * call, "", []piece{{"main.f", userFile, "eb 00"}, {"main.g", userFile, "c3"}}},
		{"the deeper of two", "amd64", 3 * call, "", []piece{{"main.f", userFile, "e8 06000000 e8 02000000 c3"}, {"main.h", userFile, "c3"}, {"main.g", userFile, "e8 faffffff c3"}}},
		{"a call with the return address in a register", "arm64", 2 * fakeFrame, "", []piece{{"main.f", userFile, "94000002 d65f03c0"}, {"main.g", userFile, "d65f03c0"}}},
		{"recursion", "amd64", 0, "main.f calls itself", []piece{{"main.f", userFile, "75 05 e8 f9ffffff c3"}}},
		{"recursion further down", "amd64", 0, "main.g calls itself", []piece{{"main.f", userFile, "e8 01000000 c3"}, {"main.g", userFile, "75 05 e8 f9ffffff c3"}}},
		{"the end of the process", "amd64", call, "", []piece{{"main.f", userFile, "75 05 e8 01000000 c3"}, {"runtime.gopanic", "/go/src/runtime/panic.go", "c3"}}},
		{"trusted assembly", "amd64", 2 * call, "", []piece{{"main.f", userFile, "e8 01000000 c3"}, {"runtime.memmove", "/go/src/runtime/memmove_amd64.s", "c3"}}},
		{"trusted code that is not read", "amd64", 0, "runtime.efaceeq was not read", []piece{{"main.f", userFile, "e8 01000000 c3"}, {"runtime.efaceeq", "/go/src/runtime/alg.go", "c3"}}},
		{"assembly that may move the stack pointer", "amd64", 0, "main.asm is assembly", []piece{{"main.f", userFile, "e8 01000000 c3"}, {"main.asm", asmFile, "c3"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := fakeProgram(t, c.goarch, c.pieces...)
			entry := p.functions[0].entry
			v, w := check(p, []uint64{entry}, false, nil)
			if v != nil {
				t.Fatal(v)
			}
			d := w.depths([]uint64{entry}, nil)[entry]
			if d.why != c.why || c.why == "" && d.bytes != c.want {
				t.Errorf("%d bytes, %q; want %d, %q", d.bytes, d.why, c.want, c.why)
			}
		})
	}
	t.Run("indirect calls", func(t *testing.T) {
		p := fakeProgram(t, "amd64", piece{"main.f", userFile, "ff d0 c3"}, piece{"main.g", userFile, "e8 01000000 c3"}, piece{"main.h", userFile, "c3"})
		entries := []uint64{p.functions[0].entry, p.functions[1].entry}
		v, w := check(p, entries, true, nil)
		if v != nil {
			t.Fatal(v)
		}
		if d := w.depths(entries, nil)[entries[0]]; d.bytes != 3*call || d.why != "" {
			t.Errorf("%d bytes, %q; want %d", d.bytes, d.why, 3*call)
		}
		entries = append(entries, entries[0])
		if d := w.depths(entries, nil)[entries[0]]; !strings.HasSuffix(d.why, "main.f calls itself") {
			t.Errorf("itself among its callees: %+v", d)
		}
	})
}
