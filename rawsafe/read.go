package rawsafe

import (
	"fmt"

	"rawthread/internal/machine"
)

// A reading is the recursive descent through one function.
type reading struct {
	*walk
	f function
	// before has for each offset into the function 0, if no instruction was
	// read there, or 1 + the offset of the one before it in a straight line, or
	// 1 + its own if control came from elsewhere.
	before []int32
	todo   []uint64
}

// read reads all instructions of f that control can reach.
func (w *walk) read(f function) *offence {
	w.tocOf(f)
	r := reading{walk: w, f: f, before: make([]int32, f.end-f.entry), todo: []uint64{f.entry}}
	for len(r.todo) > 0 {
		pc := r.todo[len(r.todo)-1]
		r.todo = r.todo[:len(r.todo)-1]
		if o := r.line(pc); o != nil {
			return o
		}
	}
	return nil
}

func (r *reading) has(pc uint64) bool { return pc >= r.f.entry && pc < r.f.end }

func (r *reading) offence(reason Reason, pc uint64, format string, args ...any) *offence {
	return &offence{reason: reason, pc: pc, from: r.f.entry, detail: fmt.Sprintf(format, args...)}
}

// line reads on from pc until control goes elsewhere for good.
func (r *reading) line(pc uint64) *offence {
	last := pc
	for {
		if !r.has(pc) {
			return r.fell(last, pc)
		}
		at := &r.before[pc-r.f.entry]
		if *at != 0 {
			return nil
		}
		*at = 1 + int32(last-r.f.entry)
		code := r.prog.code(pc)
		in, ok := r.arch.Sequence(code, pc, r.toc)
		if !ok {
			in = r.arch.Decode(code, pc)
		}
		next := pc + uint64(in.Len)
		if in.Delay { // the instruction behind runs first
			if d := r.arch.Decode(r.prog.code(next), next); d.Kind != machine.Plain {
				return r.offence(Undecoded, pc, "a %v in the delay slot of a %v", d.Kind, in.Kind)
			}
			next += uint64(r.arch.Align)
		}
		goesOn, o := r.step(pc, next, in, code)
		if o != nil || !goesOn {
			return o
		}
		last, pc = pc, next
	}
}

// step follows one instruction, and says whether control can go on behind it.
func (r *reading) step(pc, next uint64, in machine.Inst, code []byte) (goesOn bool, o *offence) {
	switch in.Kind {
	case machine.Plain, machine.BranchTrap, machine.BranchReturn, machine.Syscall:
		return true, nil
	case machine.Return, machine.Trap:
		return false, nil
	case machine.Jump, machine.Branch:
		if r.has(in.Target) {
			r.todo = append(r.todo, in.Target)
		} else if _, o = r.leave(pc, in.Target); o != nil {
			return false, o
		}
		return in.Kind == machine.Branch, nil
	case machine.Call:
		if r.has(in.Target) && in.Target != r.f.entry && in.Target != r.f.entry+uint64(r.localEntry(r.f)) {
			// By a call into itself code gets at its own address, or puts a return
			// address on the stack to change it: retpolines do.
			return false, r.offence(Middle, pc, "a call into the function itself")
		}
		return r.leave(pc, in.Target)
	case machine.Execute:
		if e := r.arch.Decode(r.prog.code(in.Target), in.Target); e.Kind != machine.Plain {
			return false, r.offence(Undecoded, pc, "it executes a %v", e.Kind)
		}
		return true, nil
	case machine.CallIndirect:
		if !r.named {
			return false, r.offence(Indirect, pc, "")
		}
		r.indirect[r.f.entry] = true
		return true, nil
	case machine.JumpIndirect:
		if r.table(pc, code) {
			return false, nil
		}
		if r.named {
			r.indirect[r.f.entry] = true
			return false, nil
		}
		return false, r.offence(Indirect, pc, "")
	}
	return false, r.offence(Undecoded, pc, "bytes % x", code[:min(len(code), 8)])
}

// leave follows a call, or a jump to another function, and says whether control
// can come back.
func (r *reading) leave(pc, target uint64) (returns bool, o *offence) {
	if r.arch.Name == "arm" && target&^0xfff == kuserPage {
		if kuserHelpers[target] {
			return true, nil
		}
		return false, r.offence(Foreign, pc, "the kernel's page of helpers, at %#x", target)
	}
	f, ok := r.function(target)
	if !ok {
		return false, r.offence(Foreign, pc, "code at %#x that is no Go function", target)
	}
	// A trampoline of the linker's is nothing but a jump.
	if in, ok := r.arch.Sequence(r.prog.code(target), target, r.toc); ok && target == f.entry && in.Kind == machine.Jump {
		return r.leave(pc, in.Target)
	}
	if o := r.enter(edge{r.f.entry, pc}, f, target); o != nil {
		return false, o
	}
	t, _ := r.treat(f)
	return t != aborts, nil
}

// Helpers of the kernel's that it maps into arm programs, all of which keep to
// registers (Documentation/arch/arm/kernel_user_helpers.rst).
const kuserPage = 0xffff0000

var kuserHelpers = map[uint64]bool{0xffff0f60: true, 0xffff0fa0: true, 0xffff0fc0: true, 0xffff0fe0: true}

// fell is where control runs on behind the function's end, from the instruction
// at last. That is right only if it never does: if last calls what does not
// return.
func (r *reading) fell(last, pc uint64) *offence {
	// Where padding is no trap, the call is further up.
	for at := last; ; {
		in, ok := r.arch.Sequence(r.prog.code(at), at, r.toc)
		if !ok {
			in = r.arch.Decode(r.prog.code(at), at)
		}
		if in.Kind == machine.Call {
			if f, ok := r.function(in.Target); ok && r.neverReturns(f.entry, 0) {
				return nil
			}
			break
		}
		before := r.f.entry + uint64(r.before[at-r.f.entry]) - 1
		if in.Kind != machine.Plain || before == at {
			break
		}
		at = before
	}
	return r.offence(NoEnd, last, "control runs on at %#x, where the function ends", pc)
}

// table reads the jump table of a switch, if the indirect jump at pc is one.
func (r *reading) table(pc uint64, code []byte) bool {
	var before []machine.Before
	for at := pc; len(before) < 16; {
		last := r.f.entry + uint64(r.before[at-r.f.entry]) - 1
		if last == at {
			break
		}
		before = append(before, machine.Before{PC: last, Bytes: r.prog.code(last)})
		at = last
	}
	table, ok := r.arch.JumpTable(code, pc, before)
	if !ok {
		return false
	}
	// How many entries there are is not known. Those behind its end that are
	// code of this function too do no harm.
	found := false
	for i := range uint64(len(r.before)) {
		target, ok := r.prog.word(table + i*uint64(r.arch.PtrSize))
		if !ok || !r.has(target) {
			break
		}
		r.todo = append(r.todo, target)
		found = true
	}
	return found
}
