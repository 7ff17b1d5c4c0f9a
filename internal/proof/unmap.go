package proof

import (
	"fmt"

	"rawthread/internal/machine"
)

// checkUnmapSelf proves that unmapSelf unmaps what its arguments say, ends the
// thread, and touches no memory from the first system call on.
func checkUnmapSelf(p *Program, facts *Facts) error {
	paths, err := p.functionPaths("unmapSelf", facts)
	if err != nil {
		return err
	}
	for i := range paths {
		if err := p.checkUnmapPath(&paths[i], facts); err != nil {
			return err
		}
	}
	return nil
}

func (p *Program) checkUnmapPath(t *path, facts *Facts) error {
	calls := t.syscalls()
	if len(calls) != 2 {
		return fmt.Errorf("unmapSelf: a path with %d system calls, want munmap and exit", len(calls))
	}
	munmap, exit := &t.steps[calls[0]], &t.steps[calls[1]]
	for _, c := range []struct {
		step *step
		name string
		want int64
	}{{munmap, "munmap", facts.Munmap}, {exit, "exit", facts.Exit}} {
		if c.step.number != number64(c.want) {
			return c.step.bad("the system call's number is %v, want %s, %#x", c.step.number, c.name, c.want)
		}
		if err := p.checkStackArgs(c.step); err != nil {
			return err
		}
	}
	for i, what := range []string{"munmap's address", "munmap's length"} {
		if err := p.wantArg(munmap, i, what, value{kind: argument, index: int8(i)}); err != nil {
			return err
		}
	}
	if status := p.arg(exit.before, 0); status.kind != number {
		return exit.bad("exit's status is %v, want a constant set after munmap", status)
	}
	for i := calls[0] + 1; i < len(t.steps); i++ {
		s := &t.steps[i]
		last := i == len(t.steps)-1
		switch {
		case i == calls[1]:
		case last && s.inst.Kind == machine.Trap && t.end == trapped:
			return nil
		case s.inst.Kind != machine.Plain:
			return s.bad("a %v behind munmap, want none but the trap at the end", s.inst.Kind)
		case s.effect.Op == machine.Unknown || s.effect.Memory():
			return s.bad("an instruction behind munmap that may use memory")
		}
	}
	return exit.bad("no trap behind exit")
}

// checkStackArgs: kernels that read arguments from the stack have to find
// memory there that stays: our text.
func (p *Program) checkStackArgs(s *step) error {
	if p.abi.StackArg == 0 {
		return nil
	}
	sp := s.before.regs[p.abi.SP]
	if sp.kind != number || len(p.code(uint64(sp.n)&p.mask())) < 64 {
		return s.bad("the stack pointer is %v, want an address in text", sp)
	}
	return nil
}
