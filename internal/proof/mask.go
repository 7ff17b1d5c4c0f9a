package proof

import (
	"errors"
	"fmt"

	"rawthread/internal/machine"
)

var errStripped = errors.New("the address of threadMask is not known: the executable is stripped")

// checkMask proves that clone blocks signals with threadMask before the system
// call, puts back the mask that it found before it returns on any path, and
// returns the id or the negative errno. It may store nowhere but to its frame,
// its result, and what tls points to.
func checkMask(p *Program, facts *Facts) error {
	paths, err := p.functionPaths("clone", facts)
	if err != nil {
		return err
	}
	if facts.ThreadMask == 0 {
		return errStripped
	}
	for i := range paths {
		t := &paths[i]
		calls := t.syscalls()
		want := map[outcome]int{child: 2, parent: 3, failed: 3}[t.outcome]
		if len(calls) != want {
			return fmt.Errorf("clone: a path with %d system calls %v, which %v; want %d", len(calls), t.outcome, t.end, want)
		}
		if err := p.checkBlock(&t.steps[calls[0]], t.steps[calls[1]:], facts); err != nil {
			return err
		}
		if t.cloned != calls[1] {
			return t.steps[calls[1]].bad("the system call's number is %v, want clone, %#x", t.steps[calls[1]].number, facts.Clone)
		}
		if err := p.checkStores(t, facts); err != nil {
			return err
		}
		if t.outcome == child {
			continue
		}
		if err := p.checkRestore(&t.steps[calls[2]], facts); err != nil {
			return err
		}
		if err := p.checkReturn(t); err != nil {
			return err
		}
	}
	return nil
}

// checkSigprocmask checks what both calls have in common.
func (p *Program) checkSigprocmask(s *step, facts *Facts) error {
	if s.number != number64(facts.Sigprocmask) {
		return s.bad("the system call's number is %v, want rt_sigprocmask, %#x", s.number, facts.Sigprocmask)
	}
	if err := p.wantArg(s, 0, "how", number64(facts.SetMask)); err != nil {
		return err
	}
	return p.wantArg(s, 3, "the set's size", number64(facts.SigsetSize))
}

// checkBlock checks the first system call. The old mask has to go to the frame.
func (p *Program) checkBlock(s *step, later []step, facts *Facts) error {
	if err := p.checkSigprocmask(s, facts); err != nil {
		return err
	}
	address := int64(facts.ThreadMask)
	if p.arch.PtrSize == 4 {
		address = int64(int32(address))
	}
	if err := p.wantArg(s, 1, "the new mask", number64(address)); err != nil {
		return err
	}
	old, sp := p.arg(s.before, 2), s.before.regs[p.abi.SP]
	if old.kind != stack || sp.kind != stack || old.n < sp.n || old.n+facts.SigsetSize > 0 {
		return s.bad("the old mask goes to %v, want the frame from %v to SP", old, sp)
	}
	return nil
}

// checkRestore checks the last system call: the mask that the first one saved,
// every word of it still there, and nowhere to save another.
func (p *Program) checkRestore(s *step, facts *Facts) error {
	if err := p.checkSigprocmask(s, facts); err != nil {
		return err
	}
	saved, word := p.arg(s.before, 1), int64(p.arch.PtrSize)
	for n := int64(0); n < facts.SigsetSize; n += word {
		if saved.kind != stack || s.before.stack[saved.n+n] != (value{kind: mask, n: n / word}) {
			return s.bad("the mask to restore is at %v, not where the first call saved it", saved)
		}
	}
	return p.wantArg(s, 2, "the old mask's place", number64(0))
}

// checkStores checks all stores but the child's.
func (p *Program) checkStores(t *path, facts *Facts) error {
	word := int64(p.arch.PtrSize)
	result := p.abi.Frame + word
	for i := range t.steps {
		s := &t.steps[i]
		if s.effect.Op == machine.Unknown && s.inst.Kind != machine.Syscall && s.inst.Kind != machine.Trap {
			return s.bad("an unknown instruction")
		}
		if s.effect.Op != machine.Store && s.effect.Op != machine.Push || t.outcome == child && i > t.cloned {
			continue
		}
		at := s.before.address(p.abi, s.effect)
		switch {
		case at.kind == stack && at.n+int64(s.effect.Size) <= 0:
		case at == value{kind: stack, n: result} && int64(s.effect.Size) == word:
		case at == value{kind: field, n: facts.Fields["tls"]} && p.arch.Name == "386": // user_desc
		default:
			return s.bad("a store at %v", at)
		}
	}
	return nil
}

// checkReturn checks how a path ends that is not the child's.
func (p *Program) checkReturn(t *path) error {
	last, s := &t.steps[len(t.steps)-1], t.final
	if t.end != returned {
		return last.bad("clone %v, want a return", t.end)
	}
	if sp := s.regs[p.abi.SP]; sp != (value{kind: stack}) {
		return last.bad("returns with the stack pointer %v", sp)
	}
	address := s.stack[0]
	if p.abi.Link != machine.None {
		address = s.regs[p.abi.Link]
	}
	if address.kind != returnPC {
		return last.bad("returns to %v", address)
	}
	want := value{kind: newTID}
	if t.outcome == failed {
		want.kind = negErrno
	}
	if got := s.stack[p.abi.Frame+int64(p.arch.PtrSize)]; got != want {
		return last.bad("returns %v, want %v", got, want)
	}
	return nil
}
