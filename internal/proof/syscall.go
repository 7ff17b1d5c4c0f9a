package proof

import "rawthread/internal/machine"

// arg returns argument i of a system call.
func (p *Program) arg(s *state, i int) value {
	if i < len(p.abi.Args) {
		return s.regs[p.abi.Args[i]]
	}
	return p.load(s, s.regs[p.abi.SP].add(p.abi.StackArg+int64((i-len(p.abi.Args))*p.arch.PtrSize)), uint8(p.arch.PtrSize))
}

// syscall forgets what the kernel may change.
func (p *Program) syscall(s *state) {
	for r := range s.regs {
		if !p.abi.Kept.Has(int8(r)) {
			s.regs[r] = value{}
		}
	}
	s.regs[p.abi.Result] = value{}
	s.compared, s.failureKnown = false, false
}

// call forgets what a called function may change.
func (p *Program) call(s *state) {
	for r := range s.regs {
		if int8(r) != p.abi.SP {
			s.regs[r] = value{}
		}
	}
	s.compared, s.failureKnown = false, false
}

// saveMask makes the kernel's old mask what the call's third argument points to.
func (w *walk) saveMask(s, before *state) {
	old := w.p.arg(before, 2)
	if old.kind != stack {
		return
	}
	word := int64(w.p.arch.PtrSize)
	for n := int64(0); n < w.facts.SigsetSize; n += word {
		w.p.store(s, old.add(n), uint8(word), value{kind: mask, n: n / word})
	}
}

// fork goes on behind clone in each of the three ways that it ends in.
func (w *walk) fork(next uint64, s *state, t path) error {
	for _, o := range []outcome{child, parent, failed} {
		c, t := s.clone(), t
		w.p.syscall(c)
		result := map[outcome]value{child: number64(0), parent: {kind: newTID}, failed: {kind: negErrno}}[o]
		flagged := w.p.abi.ErrorFlag || w.p.abi.Failed != machine.None
		if o == failed && flagged {
			result = value{kind: errno}
		}
		if o == child {
			c.regs[w.p.abi.SP] = value{kind: childStack}
		}
		c.regs[w.p.abi.Result] = result
		if w.p.abi.Failed != machine.None {
			c.regs[w.p.abi.Failed] = number64(map[bool]int64{true: 1}[o == failed])
		}
		c.failed, c.failureKnown = o == failed, w.p.abi.ErrorFlag
		t.outcome, t.cloned = o, len(t.steps)-1
		if err := w.run(next, c, t); err != nil {
			return err
		}
	}
	return nil
}
