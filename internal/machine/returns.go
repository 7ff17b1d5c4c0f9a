package machine

// KeepsReturn reports whether the return address that the function was called
// with is provably untouched wherever the function returns or jumps out of its
// code, with the stack pointer back where it was. code is all of a hand-written
// assembly function, at address pc; what control does not reach is not looked
// at.
//
// It follows the stack pointer, and every register and stack slot that holds
// the return address or an address on the stack, over all paths. What it takes
// for granted: functions that are called keep their callers' frames, and memory
// at addresses from elsewhere is not this function's frame. When unsure, false.
func (a *Arch) KeepsReturn(code []byte, pc uint64) bool {
	w := returnWalk{arch: a, abi: a.ABI(), code: code, pc: pc, states: map[uint64]returnState{}, word: int64(a.PtrSize)}
	var entry returnState
	entry.regs[w.abi.SP] = content{kind: onStack}
	if w.abi.Link == None {
		entry.saved = true // at 0
	} else {
		entry.regs[w.abi.Link] = content{kind: isReturn}
	}
	w.reach(pc, entry)
	for len(w.work) > 0 && !w.failed {
		at := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		w.step(at)
	}
	return !w.failed
}

// A content is what is known of a register.
type content struct {
	kind   contentKind
	offset int64 // of onStack: from the stack pointer at entry
}

type contentKind uint8

const (
	anything contentKind = iota // but no address on the stack
	isReturn                    // the return address
	onStack                     // an address on the stack
	maybeOnStack
)

// A returnState is what is known before an instruction.
type returnState struct {
	regs  [64]content
	saved bool // the stack slot holds the return address
	slot  int64
}

type returnWalk struct {
	arch   *Arch
	abi    *ABI
	code   []byte
	pc     uint64
	word   int64
	states map[uint64]returnState
	work   []uint64
	failed bool
}

func (w *returnWalk) sp(s *returnState) int64 { return s.regs[w.abi.SP].offset }

// intact reports whether a return would be right.
func (w *returnWalk) intact(s *returnState) bool {
	if w.sp(s) != 0 {
		return false
	}
	if w.abi.Link == None {
		return s.saved && s.slot == 0
	}
	return s.regs[w.abi.Link].kind == isReturn
}

// reach adds a way to an instruction.
func (w *returnWalk) reach(at uint64, s returnState) {
	if at < w.pc || at >= w.pc+uint64(len(w.code)) {
		w.failed = w.failed || at == w.pc+uint64(len(w.code)) || !w.intact(&s)
		return
	}
	old, known := w.states[at]
	if known {
		if w.sp(&old) != w.sp(&s) {
			w.failed = true
			return
		}
		s = join(old, s)
	}
	if !known || s != old {
		w.states[at] = s
		w.work = append(w.work, at)
	}
}

// join keeps what is true of both.
func join(x, y returnState) returnState {
	for i, c := range x.regs {
		switch {
		case c == y.regs[i]:
		case c.kind < onStack && y.regs[i].kind < onStack:
			x.regs[i] = content{}
		default:
			x.regs[i] = content{kind: maybeOnStack}
		}
	}
	if !y.saved || x.slot != y.slot {
		x.saved = false
	}
	if !x.saved {
		x.slot = 0
	}
	return x
}

// step goes over one instruction, and the one in its delay slot.
func (w *returnWalk) step(at uint64) {
	s, b := w.states[at], w.code[at-w.pc:]
	in := w.arch.Decode(b, at)
	next := at + uint64(in.Len)
	b = b[:min(int(in.Len), len(b))]
	switch in.Kind {
	case Plain:
		w.apply(&s, b, at)
	case Execute:
		if !w.harmlessTarget(in.Target) {
			w.failed = true
		}
	case Call, CallIndirect:
		w.call(&s, in)
	case Return, BranchReturn:
		if w.abi.Link != None {
			if e := w.arch.Effect(b, at); e.Op == Pop { // arm pops the program counter
				e.Dst = w.abi.Link
				w.do(&s, e, b)
			}
		}
	case Jump, Branch, Trap, BranchTrap, Syscall:
	default:
		w.failed = true
	}
	if in.Delay {
		d := w.code[min(next-w.pc, uint64(len(w.code))):]
		if len(d) < 4 || w.arch.Decode(d, next).Kind != Plain {
			w.failed = true
			return
		}
		w.apply(&s, d[:4], next)
		next += 4
	}
	if w.failed {
		return
	}
	switch in.Kind {
	case Return:
		w.failed = !w.intact(&s)
	case BranchReturn:
		w.failed = !w.intact(&s)
		w.reach(next, s)
	case Jump:
		w.reach(in.Target, s)
	case Branch:
		w.reach(in.Target, s)
		w.reach(next, s)
	case Trap:
	default:
		w.reach(next, s)
	}
}

// call forgets what the called function may change.
func (w *returnWalk) call(s *returnState, in Inst) {
	for r := range s.regs {
		switch {
		case int8(r) == w.abi.SP:
		case s.regs[r].kind >= onStack:
			s.regs[r] = content{kind: maybeOnStack}
		default:
			s.regs[r] = content{}
		}
	}
	if w.abi.Link != None && s.slot < w.sp(s) {
		s.saved, s.slot = false, 0 // in the called function's frame
	}
}

// apply does what the instruction b does.
func (w *returnWalk) apply(s *returnState, b []byte, at uint64) {
	if e := w.arch.Effect(b, at); e.Op != Unknown {
		w.do(s, e, b)
		return
	}
	written, named := w.arch.mentions(b)
	if written.Has(w.abi.SP) || named.Has(w.abi.SP) || w.abi.Link != None && written.Has(w.abi.Link) {
		w.failed = true
		return
	}
	for r := range s.regs {
		switch c := s.regs[r]; {
		case int8(r) == w.abi.SP || int8(r) == w.abi.Link:
		case c.kind >= onStack && (named.Has(int8(r)) || written.Has(int8(r))): // it may store there
			w.failed = true
		case c.kind == isReturn:
			s.regs[r] = content{}
		}
	}
}

// do does e.
func (w *returnWalk) do(s *returnState, e Effect, b []byte) {
	sp := &s.regs[w.abi.SP]
	at, known := w.address(s, e)
	if !known {
		w.failed = w.failed || e.Op == Store
	}
	var c content
	switch e.Op {
	case Neither, Compare:
		return
	case Copy:
		if c = s.regs[e.Src]; c.kind == onStack {
			c.offset += e.Imm
		} else if c.kind == isReturn && e.Imm != 0 {
			c = content{}
		}
	case Sum, Negate, Compute:
		_, named := w.arch.mentions(b)
		for r := range s.regs {
			if s.regs[r].kind >= onStack && (named.Has(int8(r)) || int8(r) == e.Src || int8(r) == e.Base) {
				c.kind = maybeOnStack
			}
		}
	case Push:
		sp.offset -= e.Imm
		w.store(s, sp.offset, int64(e.Size), e.Src)
	case Store:
		if at != nil {
			w.store(s, *at, int64(e.Size), e.Src)
		}
	case Load:
		if at != nil && s.saved && *at == s.slot && int64(e.Size) == w.word {
			c.kind = isReturn
		}
	case Pop:
		if s.saved && sp.offset == s.slot {
			c.kind = isReturn
		}
		sp.offset += e.Imm
	}
	if e.Dst == None {
		return
	}
	s.regs[e.Dst] = c
	w.failed = w.failed || e.Dst == w.abi.SP && c.kind != onStack
}

// address returns where on the stack e's memory is, nil if elsewhere.
func (w *returnWalk) address(s *returnState, e Effect) (at *int64, known bool) {
	if !e.Memory() || e.Op == Push || e.Op == Pop || e.Base < 0 {
		return nil, true
	}
	switch c := s.regs[e.Base]; {
	case c.kind == maybeOnStack, c.kind == onStack && e.Indexed:
		return nil, false
	case c.kind == onStack:
		c.offset += e.Imm
		return &c.offset, true
	}
	return nil, true
}

// store writes size bytes at an address on the stack.
func (w *returnWalk) store(s *returnState, at, size int64, src int8) {
	isRet := src != None && s.regs[src].kind == isReturn && size == w.word
	switch {
	case isRet:
		s.saved, s.slot = true, at
	case s.saved && at < s.slot+w.word && s.slot < at+size:
		s.saved, s.slot = false, 0
	}
}

// harmlessTarget reports whether the instruction that EXRL runs moves or
// compares memory that is not on the stack: MVC, CLC or XC.
func (w *returnWalk) harmlessTarget(target uint64) bool {
	if target < w.pc || target+6 > w.pc+uint64(len(w.code)) {
		return false
	}
	b := w.code[target-w.pc:]
	sp := byte(w.abi.SP)
	return (b[0] == 0xd2 || b[0] == 0xd5 || b[0] == 0xd7) && b[2]>>4 != sp && b[4]>>4 != sp
}
