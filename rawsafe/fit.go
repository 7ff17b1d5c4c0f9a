package rawsafe

import (
	"strings"

	"rawthread/internal/machine"
)

// fits reports whether the table of functions belongs to the code where it is
// taken to: whether direct calls go to where functions begin. The table's
// addresses count from the symbol runtime.text, and a program that a C linker
// made has C's code before it; if it is stripped too, nothing says how much.
func (f *File) fits() bool {
	hits, misses := 0, 0
	for _, fn := range f.functions {
		if !strings.HasPrefix(fn.name, "runtime.") || handWritten(fn.file) || hits+misses > 500 {
			continue
		}
		code := f.code(fn.entry)
		code = code[:min(uint64(len(code)), fn.end-fn.entry)]
		for at := 0; at < len(code); {
			in := f.machine.Decode(code[at:], fn.entry+uint64(at))
			at += int(in.Len)
			if in.Kind != machine.Call {
				continue
			}
			callee, ok := f.function(in.Target)
			switch {
			case ok && (in.Target == callee.entry || in.Target == callee.entry+uint64(f.machine.LocalEntry(f.code(callee.entry)))):
				hits++
			case !ok || !strings.HasPrefix(callee.name, "runtime.duff"):
				misses++
			}
		}
	}
	return hits >= 20 && misses <= hits/10
}
