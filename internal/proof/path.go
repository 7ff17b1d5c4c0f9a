package proof

import (
	"fmt"
	"slices"

	"rawthread/internal/machine"
)

// An ending is how a path ends.
type ending uint8

const (
	returned ending = iota
	trapped
	left   // by a jump to somewhere else
	looped // back to where it was, in the same state
)

func (e ending) String() string {
	return [...]string{"returns", "traps", "jumps away", "loops"}[e]
}

// An outcome is what clone(2) does on a path.
type outcome uint8

const (
	notCalled outcome = iota
	child
	parent
	failed
)

func (o outcome) String() string {
	return [...]string{"without clone", "in the child", "in the parent", "if clone fails"}[o]
}

// A step is one executed instruction.
type step struct {
	pc     uint64
	inst   machine.Inst
	effect machine.Effect
	before *state
	in     function
	number value // of a system call
}

// A path is one way through a function, and through those assembly functions
// that it jumps to. Functions that it calls are not entered.
type path struct {
	steps   []step
	end     ending
	outcome outcome
	cloned  int // index of the step that calls clone(2); -1 if none
	final   *state
}

// maxSteps and maxPaths bound the work; our longest function has 50 steps.
const (
	maxSteps = 1000
	maxPaths = 1000
)

// A walk collects paths.
type walk struct {
	p     *Program
	facts *Facts
	start function
	paths []path
}

// paths returns all paths through f.
func (p *Program) paths(f function, facts *Facts) ([]path, error) {
	w := &walk{p: p, facts: facts, start: f}
	if err := w.run(f.entry, p.entry(f.entry), path{cloned: -1}); err != nil {
		return nil, err
	}
	return w.paths, nil
}

func (w *walk) end(t path, how ending, s *state) error {
	t.end, t.final = how, s
	if w.paths = append(w.paths, t); len(w.paths) > maxPaths {
		return fmt.Errorf("%v: more than %d paths", w.start, maxPaths)
	}
	return nil
}

// record adds the instruction at pc to the path.
func (w *walk) record(t *path, pc uint64, s *state) (machine.Inst, machine.Effect, error) {
	f, ok := w.p.find(pc)
	b := w.p.code(pc)
	if ok {
		b = b[:min(uint64(len(b)), f.end-pc)]
	}
	in := w.p.arch.Decode(b, pc)
	if !ok || in.Kind == machine.Bad {
		return in, machine.Effect{}, fmt.Errorf("%v: %#x: no known instruction", w.start, pc)
	}
	if len(t.steps) >= maxSteps {
		return in, machine.Effect{}, fmt.Errorf("%v: a path of more than %d steps", w.start, maxSteps)
	}
	e := w.p.arch.Effect(b, pc)
	step := step{pc: pc, inst: in, effect: e, before: s.clone(), in: f}
	if in.Kind == machine.Syscall {
		step.number = w.p.number(s, b)
	}
	t.steps = append(slices.Clip(t.steps), step)
	return in, e, nil
}

// number returns the number of the system call at b.
func (p *Program) number(s *state, b []byte) value {
	if p.abi.Number != machine.None {
		return s.regs[p.abi.Number]
	}
	n, ok := p.arch.SyscallNumber(b)
	if !ok {
		return value{}
	}
	return number64(n)
}

// run goes on at pc.
func (w *walk) run(pc uint64, s *state, t path) error {
	for {
		if t.was(pc, s) {
			return w.end(t, looped, s)
		}
		in, e, err := w.record(&t, pc, s)
		if err != nil {
			return err
		}
		taken, known := false, false
		if in.Kind == machine.Branch {
			taken, known = w.p.branches(s, w.p.arch.Condition(w.p.code(pc)))
		}
		w.p.execute(s, in, e)
		next := pc + uint64(in.Len)
		if in.Delay {
			_, e, err := w.record(&t, next, s)
			if err != nil {
				return err
			}
			w.p.apply(s, e)
			next += 4
		}
		switch in.Kind {
		case machine.Plain, machine.Call, machine.CallIndirect, machine.BranchTrap:
			pc = next
		case machine.Trap:
			return w.end(t, trapped, s)
		case machine.Return:
			return w.end(t, returned, s)
		case machine.Jump:
			if !w.enters(in.Target) {
				return w.end(t, left, s)
			}
			pc = in.Target
		case machine.Branch:
			if known && taken {
				pc = in.Target
				continue
			}
			if !known {
				if err := w.run(in.Target, s.clone(), t); err != nil {
					return err
				}
			}
			pc = next
		case machine.Syscall:
			if t.outcome == notCalled && t.last().number == number64(w.facts.Clone) {
				return w.fork(next, s, t)
			}
			w.p.syscall(s)
			if t.last().number == number64(w.facts.Sigprocmask) {
				w.saveMask(s, t.last().before)
			}
			pc = next
		case machine.JumpIndirect:
			return w.end(t, left, s)
		default:
			return fmt.Errorf("%v: %#x: unexpected %v", w.start, pc, in.Kind)
		}
	}
}

// was reports whether the path has been at pc in state s before.
func (t *path) was(pc uint64, s *state) bool {
	return slices.ContainsFunc(t.steps, func(old step) bool { return old.pc == pc && old.before.equal(s) })
}

func (t *path) last() *step { return &t.steps[len(t.steps)-1] }

// execute does what an instruction does to registers and memory, system calls
// apart.
func (p *Program) execute(s *state, in machine.Inst, e machine.Effect) {
	switch in.Kind {
	case machine.Plain:
		p.apply(s, e)
	case machine.Return:
		if e.Op == machine.Pop && p.abi.Link != machine.None { // arm loads the program counter
			e.Dst = p.abi.Link
			p.apply(s, e)
		}
	case machine.Call, machine.CallIndirect:
		p.call(s)
	}
}

// enters reports whether a jump stays in f or goes to an assembly function.
func (w *walk) enters(target uint64) bool {
	f, ok := w.p.find(target)
	return ok && (f.entry == w.start.entry || f.assembly && isOurs(f.name))
}

// branches decides a branch, if what is known suffices.
func (p *Program) branches(s *state, c machine.Condition) (taken, known bool) {
	var yes bool
	switch c.Test {
	case machine.Equal:
		right := number64(c.Imm)
		if c.B != machine.None {
			right = s.get(c.B)
		}
		yes, known = s.get(c.A).equal(right)
	case machine.Flags:
		if s.compared {
			yes, known = s.left.equal(s.right)
		}
	case machine.Error:
		yes, known = s.failed, s.failureKnown
	}
	return yes == c.Yes, known
}
