package proof

import (
	"fmt"
	"strings"

	"rawthread/internal/machine"
)

// checkReferences proves that no assembly function of ours transfers control
// to, or has the address of, anything of the Go runtime.
func checkReferences(p *Program, facts *Facts) error {
	n := 0
	for _, f := range p.funcs {
		if !f.assembly || !isOurs(f.name) {
			continue
		}
		n++
		paths, err := p.paths(f, facts)
		if err != nil {
			return err
		}
		for i := range paths {
			if err := p.checkPathReferences(&paths[i]); err != nil {
				return err
			}
		}
	}
	if n == 0 {
		return fmt.Errorf("no assembly functions of %s and %s in the executable", kthreadPackage, tlsPackage)
	}
	return nil
}

func (p *Program) checkPathReferences(t *path) error {
	for i := range t.steps {
		s := &t.steps[i]
		switch s.inst.Kind {
		case machine.Jump, machine.Branch, machine.Call:
			f, ok := p.find(s.inst.Target)
			if !ok || !isOurs(f.name) {
				return s.bad("a %v to %#x, %s", s.inst.Kind, s.inst.Target, p.name(s.inst.Target))
			}
		case machine.CallIndirect:
			return s.bad("an indirect call")
		}
		if i+1 < len(t.steps) {
			if name := p.addressOf(s, &t.steps[i+1]); isRuntime(name) {
				return s.bad("the address of %s", name)
			}
		}
		if at := s.before.address(p.abi, s.effect); s.effect.Memory() && at.kind == number {
			if name := p.name(uint64(at.n) & p.mask()); isRuntime(name) {
				return s.bad("memory of %s", name)
			}
		}
	}
	return nil
}

// addressOf returns what the step puts the address of into a register, "" if
// none is known. What the next step adds to may be half an address, and memory
// at it is looked at there.
func (p *Program) addressOf(s, next *step) string {
	r := s.effect.Dst
	if r == machine.None {
		return ""
	}
	v, e := next.before.regs[r], next.effect
	if v.kind != number || v == s.before.regs[r] || e.Dst == r && e.Src == r || e.Memory() && e.Base == r {
		return ""
	}
	return p.name(uint64(v.n) & p.mask())
}

func isRuntime(name string) bool {
	for _, prefix := range []string{"runtime.", "runtime/", "internal/runtime/"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
