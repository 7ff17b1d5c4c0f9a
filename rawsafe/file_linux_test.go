package rawsafe

import (
	"errors"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"rawthread/internal/machine"
)

// own opens the running program's file.
func own(t *testing.T) *File {
	t.Helper()
	name, err := os.Executable()
	if err != nil {
		name = os.Args[0]
	}
	f, err := OpenFile(name)
	if err != nil || f.Arch() != runtime.GOARCH { // an emulator's, perhaps
		f, err = OpenFile(os.Args[0])
	}
	if err != nil && strings.Contains(err.Error(), "a C linker made it") {
		t.Skip("go test strips this program, which a C linker made")
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestFileAgrees compares, for functions of this program, what is found in its
// memory with what is found in its file.
func TestFileAgrees(t *testing.T) {
	f := own(t)
	p, err := self()
	if err != nil {
		t.Fatal(err)
	}
	// Position-independent programs are elsewhere in memory.
	gc := uint64(reflect.ValueOf(runtime.GC).Pointer())
	var moved uint64
	for fn := range f.Functions {
		if fn.Name == "runtime.GC" {
			moved = gc - fn.Entry
			break
		}
	}
	step := 1 + len(f.functions)/400
	count, unsafe := 0, 0
	for i := 0; i < len(f.functions); i += step {
		fn := f.functions[i]
		if fn.end-fn.entry < 2 {
			continue // markers of the linker's
		}
		inFile, _ := check(f, []uint64{fn.entry}, false, nil)
		inMemory, _ := check(p, []uint64{fn.entry + moved}, false, nil)
		count++
		if inFile != nil {
			unsafe++
		}
		if (inFile == nil) != (inMemory == nil) || inFile != nil && inFile.Reason != inMemory.Reason {
			t.Errorf("%s: in the file %v, in memory %v", fn.name, inFile, inMemory)
		}
	}
	t.Logf("%d functions, %d of them unsafe", count, unsafe)
}

// TestRuntimeByOtherNames checks that no function of the runtime is read that
// has the name of another package, however harmless its code may look: many use
// the goroutine without a call that would show it.
func TestRuntimeByOtherNames(t *testing.T) {
	f := own(t)
	w := newWalk(f, false, nil)
	count := 0
	for _, fn := range f.functions {
		if !inRuntime(fn.file, f.dir) || strings.HasPrefix(fn.name, "runtime.") || strings.HasPrefix(fn.name, "internal/runtime/") {
			continue
		}
		count++
		if treatment, _ := w.treat(fn); treatment != refused && !handWritten(fn.file) {
			t.Errorf("%s in %s is not refused", fn.name, fn.file)
		}
	}
	if count == 0 {
		t.Error("there are none: the test is void")
	}
	t.Logf("%d functions", count)
}

// TestRulesFit checks that the lists contradict neither each other nor
// themselves, and that the functions of this module on them exist.
func TestRulesFit(t *testing.T) {
	seen := map[string]bool{}
	for _, rules := range [][]rule{runtimeRules, ownRules} {
		for _, r := range rules {
			if r.why == "" {
				t.Errorf("no reason for %s", r.names)
			}
			for _, name := range strings.Fields(r.names) {
				if seen[name] {
					t.Errorf("%s stands twice", name)
				}
				seen[name] = true
			}
		}
	}
	f := own(t)
	for _, name := range []string{"kthread.clone", "futex.blockGo", "futex.waitvGo", "futex.wait2Go", "futex.probeGo", "futex.pinGo", "futex.unpinGo", "futex.robustHeadGo", "kthread.sweep", "kthread.goroutineCloneError", "kthread.(*Thread).setNameOfOther"} {
		if ownTable.exact[name] == nil {
			t.Errorf("%s is not on the list", name)
		}
		found := false
		for fn := range f.Functions {
			found = found || fn.Name == modulePath+"/"+name
		}
		if !found {
			t.Errorf("%s is not in this program: renamed, or inlined", name)
		}
	}
}

func TestOpenFileErrors(t *testing.T) {
	for name, want := range map[string]string{"/nonexistent": "no such file", "file.go": "magic", "/dev/null": ""} {
		if _, err := OpenFile(name); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "rawsafe: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := own(t)
	if err := f.CheckFunction("main.nothing"); err == nil || !strings.Contains(err.Error(), "no function main.nothing") {
		t.Errorf("a function that is not there: %v", err)
	}
	var v *Violation
	if err := f.CheckFunction("fmt.Fprintf"); !errors.As(err, &v) {
		t.Errorf("fmt.Fprintf: %v", err)
	}
	if err := f.CheckFunction("strings.Index"); err != nil && !errors.As(err, &v) {
		t.Errorf("strings.Index: %v", err)
	}
	if machine.For(f.Arch()) == nil {
		t.Errorf("architecture %q", f.Arch())
	}
}

// TestNotFunctions checks what is said of arguments that are no functions.
func TestNotFunctions(t *testing.T) {
	var none func()
	for _, bad := range []any{nil, 7, none, "text"} {
		for _, err := range []error{Check(bad), Check(func() {}, bad)} {
			var v *Violation
			if err == nil || errors.As(err, &v) || !strings.Contains(err.Error(), "function") {
				t.Errorf("Check with %v: %v", bad, err)
			}
		}
	}
	if err := CheckEntry(1); err == nil {
		t.Error("address 1 is allowed")
	}
}

// TestConcurrentChecks has many goroutines check the same functions at once:
// all must find the same.
func TestConcurrentChecks(t *testing.T) {
	bodies := []func(){func() { count1++ }, func() { count2++ }, func() { count1 += len(made()) }, func() { count2 = count1 }}
	type verdicts [8]bool
	find := func() (v verdicts) {
		for k, body := range bodies {
			v[2*k] = Check(body) == nil
			v[2*k+1] = Check(body, harmless) == nil
		}
		return v
	}
	found := make(chan verdicts)
	const goroutines = 8
	for range goroutines {
		go func() {
			first := find()
			for range 1000 {
				if find() != first {
					first = verdicts{4: true} // made is allowed: never right
					break
				}
			}
			found <- first
		}()
	}
	want := find()
	if want[4] || want[5] {
		t.Error("a body that allocates is allowed")
	}
	for range goroutines {
		if got := <-found; got != want {
			t.Errorf("a goroutine found %v, another %v", got, want)
		}
	}
}

var count1, count2 int

//go:noinline
func made() []int { return make([]int, count1) }

//go:noinline
func harmless() {}
