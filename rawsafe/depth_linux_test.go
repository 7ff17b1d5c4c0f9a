package rawsafe

import (
	"os"
	"testing"
)

// TestFrames compares the frames of the running program's functions with those
// of its file: two ways to find the same table.
func TestFrames(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	f, err := OpenFile(exe)
	if err != nil {
		t.Skip("the test binary can't be read as a file: ", err)
	}
	p, err := self()
	if err != nil {
		t.Fatal(err)
	}
	moved := uint64(entryOf(marker)) - f.find(t, "rawthread/rawsafe.marker")
	compared, framed := 0, 0
	for i := 0; i < len(f.functions); i += 7 {
		fn := f.functions[i]
		want, ok := f.frame(fn)
		live, found := p.function(fn.entry + moved)
		if !found || live.entry != fn.entry+moved {
			continue
		}
		got, known := p.frame(live)
		if got != want || known != ok {
			t.Fatalf("%s: %d, %v in the running program, %d, %v in the file", fn.name, got, known, want, ok)
		}
		compared++
		if got > 0 {
			framed++
		}
	}
	if compared < 300 || framed < compared/4 {
		t.Errorf("compared %d functions, %d of them with frames", compared, framed)
	}
}

// marker is found by name.
//
//go:noinline
func marker() {}

func (f *File) find(t *testing.T, name string) uint64 {
	t.Helper()
	for fn := range f.Functions {
		if fn.Name == name {
			return fn.Entry
		}
	}
	t.Fatalf("no function %s", name)
	return 0
}
