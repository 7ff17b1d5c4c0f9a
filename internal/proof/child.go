package proof

import (
	"errors"

	"rawthread/internal/machine"
)

// checkChild proves that the new thread goes from clone straight to
// threadMain, with no memory but its own in use, and that the others don't.
func checkChild(p *Program, facts *Facts) error {
	paths, err := p.functionPaths("clone", facts)
	if err != nil {
		return err
	}
	entry, err := p.assembly(kthreadPackage + "threadEntry")
	if err != nil {
		return err
	}
	children := 0
	for i := range paths {
		t := &paths[i]
		if t.outcome == child {
			children++
			if err := p.checkChildPath(t, entry); err != nil {
				return err
			}
			continue
		}
		for i := range t.steps {
			if s := &t.steps[i]; s.in.entry == entry.entry {
				return s.bad("reached %v", t.outcome)
			}
		}
	}
	if children == 0 {
		return errors.New("clone: no path calls clone(2)")
	}
	return nil
}

func (p *Program) checkChildPath(t *path, entry function) error {
	steps := t.steps[t.cloned+1:]
	entered, called := false, false
	for i := range steps {
		s := &steps[i]
		entered = entered || s.pc == entry.entry
		switch s.inst.Kind {
		case machine.Plain:
			if s.effect.Op == machine.Unknown {
				return s.bad("an unknown instruction in the child")
			}
			if s.effect.Memory() {
				if err := p.checkChildMemory(s, entry); err != nil {
					return err
				}
			}
		case machine.Branch, machine.Jump:
		case machine.Trap:
			if called {
				return nil
			}
			return s.bad("a trap before threadMain")
		case machine.Call:
			if f, _ := p.find(s.inst.Target); called || !entered || f.name != kthreadPackage+"threadMain" || f.entry != s.inst.Target {
				return s.bad("a call of %s, want one of threadMain, by threadEntry", p.name(s.inst.Target))
			}
			if sp := s.before.regs[p.abi.SP]; sp != (value{kind: childStack}) {
				return s.bad("calls threadMain with the stack pointer %v", sp)
			}
			called = true
		default:
			return s.bad("a %v in the child", s.inst.Kind)
		}
	}
	return steps[len(steps)-1].bad("the child %v, want a trap behind threadMain", t.end)
}

// checkChildMemory: threadEntry loads the g at its stack pointer, may store it
// where the thread pointer says, and 0 where it was. clone uses no memory.
func (p *Program) checkChildMemory(s *step, entry function) error {
	at, word := s.before.address(p.abi, s.effect), s.effect.Size == uint8(p.arch.PtrSize)
	there := at == value{kind: childStack} && word && s.in.entry == entry.entry
	switch s.effect.Op {
	case machine.Load:
		if there || at.kind == thread && s.in.entry == entry.entry {
			return nil
		}
		return s.bad("the child's load at %v", at)
	case machine.Store:
		if there && s.effect.Src != machine.None && s.before.get(s.effect.Src) == number64(0) || at.kind == thread && s.in.entry == entry.entry {
			return nil
		}
	}
	return s.bad("the child's store at %v", at)
}
