package rawsafe

import "rawthread/internal/machine"

// maxNoReturnDepth bounds how many calls deep it is looked for whether a
// function returns.
const maxNoReturnDepth = 8

// neverReturns reports whether a function is known not to return: no
// instruction that returns can be reached in it without passing a call that
// does not return. What can't be told returns.
func (w *walk) neverReturns(entry uint64, depth int) bool {
	if never, ok := w.ends[entry]; ok {
		return never
	}
	f, ok := w.function(entry)
	if !ok || f.entry != entry && entry != f.entry+uint64(w.localEntry(f)) || depth > maxNoReturnDepth {
		return false
	}
	if t, _ := w.treat(f); t == aborts {
		return true
	} else if t == trusted {
		return false
	}
	w.ends[entry] = false // a recursive call is taken to return
	never := w.noWayOut(f, depth)
	w.ends[entry] = never
	return never
}

// noWayOut reads f, whose calls are depth deep.
func (w *walk) noWayOut(f function, depth int) bool {
	seen := map[uint64]bool{}
	todo := []uint64{f.entry}
	for len(todo) > 0 {
		pc := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for !seen[pc] {
			if pc < f.entry || pc >= f.end {
				return false
			}
			seen[pc] = true
			in, ok := w.arch.Sequence(w.prog.code(pc), pc, w.toc)
			if !ok {
				in = w.arch.Decode(w.prog.code(pc), pc)
			}
			goesOn := true
			switch in.Kind {
			case machine.Plain, machine.BranchTrap, machine.Syscall, machine.Execute:
			case machine.Trap:
				goesOn = false
			case machine.Call:
				goesOn = !w.neverReturns(in.Target, depth+1)
			case machine.Jump, machine.Branch:
				goesOn = in.Kind == machine.Branch
				if in.Target >= f.entry && in.Target < f.end {
					todo = append(todo, in.Target)
				} else if !w.neverReturns(in.Target, depth+1) {
					return false
				}
			default:
				return false
			}
			if !goesOn {
				break
			}
			pc += uint64(in.Len)
			if in.Delay {
				pc += uint64(w.arch.Align)
			}
		}
	}
	return true
}
