package proof

import (
	"maps"

	"rawthread/internal/machine"
)

// A state is what is known before an instruction.
type state struct {
	regs  [64]value
	stack map[int64]value // words, by offset from the stack pointer at entry

	// The flags, as far as branches ask for them: the operands of the last
	// comparison, and whether the last system call failed.
	compared     bool
	left, right  value
	failed       bool
	failureKnown bool
}

func (s *state) clone() *state {
	c := *s
	c.stack = maps.Clone(s.stack)
	return &c
}

func (s *state) equal(t *state) bool {
	return s.regs == t.regs && maps.Equal(s.stack, t.stack) && s.compared == t.compared && s.left == t.left && s.right == t.right &&
		s.failed == t.failed && s.failureKnown == t.failureKnown
}

// entry is the state at the beginning of a function.
func (p *Program) entry(pc uint64) *state {
	s := &state{stack: map[int64]value{}}
	s.regs[p.abi.SP] = value{kind: stack}
	if p.abi.Link == machine.None {
		s.stack[0] = value{kind: returnPC}
	} else {
		s.regs[p.abi.Link] = value{kind: returnPC}
	}
	if p.arch.Name == "mips64" || p.arch.Name == "mips64le" {
		s.regs[28] = number64(int64(pc &^ 0xffffffff)) // RSB, by Go's ABI
	}
	return s
}

// get returns a register's value, 0 for None.
func (s *state) get(r int8) value {
	if r == machine.None {
		return number64(0)
	}
	return s.regs[r]
}

// address returns the address of e's operand in memory.
func (s *state) address(abi *machine.ABI, e machine.Effect) value {
	switch {
	case e.Op == machine.Push:
		return s.regs[abi.SP].add(-e.Imm)
	case e.Op == machine.Pop:
		return s.regs[abi.SP]
	case e.Indexed:
		return value{}
	case e.Base == machine.Segment:
		return value{kind: thread, n: e.Imm}
	}
	return s.get(e.Base).add(e.Imm)
}

// apply does what an instruction does.
func (p *Program) apply(s *state, e machine.Effect) {
	at := s.address(p.abi, e)
	s.compared = e.Op == machine.Compare
	if e.Op == machine.Compare || e.Op == machine.Unknown {
		s.failureKnown = false
	}
	var v value
	switch e.Op {
	case machine.Unknown:
		s.regs, s.stack = [64]value{}, map[int64]value{}
		return
	case machine.Neither:
		return
	case machine.Compare:
		s.left, s.right = s.get(e.Src), number64(e.Imm)
		if e.Base != machine.None {
			s.right = s.get(e.Base)
		}
		return
	case machine.Const:
		v = number64(e.Imm)
	case machine.Copy:
		v = s.get(e.Src).add(e.Imm)
	case machine.Sum:
		v = s.get(e.Src).plus(s.get(e.Base))
	case machine.Negate:
		v = s.get(e.Src).negated()
	case machine.Load, machine.Pop:
		v = p.load(s, at, e.Size)
	case machine.Store, machine.Push:
		w := s.get(e.Src)
		if e.Src == machine.None {
			w = value{} // some constant
		}
		p.store(s, at, e.Size, w)
	}
	switch e.Op {
	case machine.Push:
		s.regs[p.abi.SP] = at
	case machine.Pop:
		s.regs[p.abi.SP] = at.add(e.Imm)
	}
	if e.Dst != machine.None {
		if p.arch.PtrSize == 4 {
			v.n = int64(int32(v.n))
		}
		s.regs[e.Dst] = v
	}
}

// load reads memory.
func (p *Program) load(s *state, at value, size uint8) value {
	word := int64(p.arch.PtrSize)
	if int64(size) != word {
		return value{}
	}
	switch at.kind {
	case stack:
		if v, ok := s.stack[at.n]; ok {
			return v
		}
		if n := at.n - p.abi.Frame; n >= 0 && n%word == 0 && n/word < 8 {
			return value{kind: argument, index: int8(n / word)}
		}
	case argument:
		return value{kind: field, index: at.index, n: at.n}
	case thread:
		if at.n == 0 { // on x86 the word there is its own address
			return value{kind: thread}
		}
	case number:
		if n, ok := p.constant(uint64(at.n)&p.mask(), size); ok {
			return number64(n)
		}
	}
	return value{}
}

// store writes size bytes. An address that is not on the stack is taken for one
// elsewhere; the checks say where functions may store.
func (p *Program) store(s *state, at value, size uint8, v value) {
	if at.kind != stack {
		return
	}
	word := int64(p.arch.PtrSize)
	for n := at.n - word + 1; n < at.n+int64(size); n++ {
		delete(s.stack, n)
	}
	if s.stack[at.n] = v; int64(size) != word {
		s.stack[at.n] = value{}
	}
}

// mask is of the bits of an address.
func (p *Program) mask() uint64 { return 1<<(8*p.arch.PtrSize-1)<<1 - 1 }
