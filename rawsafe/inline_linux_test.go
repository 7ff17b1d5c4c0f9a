package rawsafe

import (
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// movedBy returns how far the running program is from where its file has it:
// position-independent ones are elsewhere.
func movedBy(f *File) uint64 {
	for fn := range f.Functions {
		if fn.Name == "runtime.GC" {
			return uint64(reflect.ValueOf(runtime.GC).Pointer()) - fn.Entry
		}
	}
	return 0
}

// TestPositions checks that a file's functions, inlined ones too, are where the
// running program's are.
func TestPositions(t *testing.T) {
	f := own(t)
	p, err := self()
	if err != nil {
		t.Fatal(err)
	}
	moved := movedBy(f)
	count, inlined, wrong := 0, 0, 0
	for _, fn := range f.functions {
		if !strings.HasPrefix(fn.name, modulePath+"/rawsafe") || handWritten(fn.file) {
			continue
		}
		for pc := fn.entry; pc < fn.end && wrong < 10; pc += f.inlining.quantum {
			wantName, want := p.position(pc + moved)
			if want.Line == 0 {
				continue // padding
			}
			count++
			if wantName != fn.name {
				inlined++
				if f.inlining.trees == nil {
					wantName = fn.name
				} else if i, ok := p.function(pc + moved); ok {
					wantCall, ok := p.outside(i, pc+moved)
					if call, _ := f.outside(fn, pc); ok && call != wantCall {
						wrong++
						t.Errorf("%s: at %#x a call at %v is inlined; in the running program at %v", fn.name, pc, call, wantCall)
					}
				}
			}
			if name, at := f.position(pc); name != wantName || at != want {
				wrong++
				t.Errorf("%s: %#x is %s at %v; in the running program %s at %v", fn.name, pc, name, at, wantName, want)
			}
		}
	}
	if count == 0 {
		t.Error("there are no functions: the test is void")
	}
	t.Logf("%d instructions, %d inlined", count, inlined)
}

// TestFunctionsBegin finds functions where they stand in the source, also those
// whose first instruction is another's.
func TestFunctionsBegin(t *testing.T) {
	_, file, line, _ := runtime.Caller(0)
	leaf := func() { anInlinedOne(&count1) }
	multi := func() {

		anInlinedOne(&count2)
	}
	f := own(t)
	moved := movedBy(f)
	want := map[uint64]int{uint64(reflect.ValueOf(leaf).Pointer()): line + 1, uint64(reflect.ValueOf(multi).Pointer()): line + 2}
	for fn := range f.Functions {
		if l, ok := want[fn.Entry+moved]; ok && (fn.At != Position{file, l}) {
			t.Errorf("%s begins at %v, want line %d of %s", fn.Name, fn.At, l, file)
		}
		delete(want, fn.Entry+moved)
	}
	if len(want) != 0 {
		t.Error("not all functions were found")
	}
}

func anInlinedOne(n *int) { *n++ }
