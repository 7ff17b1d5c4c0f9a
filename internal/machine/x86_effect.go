package machine

// An x86Effect looks at one instruction.
type x86Effect struct {
	x86Inst
	effects
	b      []byte
	pc     uint64
	mode64 bool
	word   uint8 // size of an address
}

func effectX86(a *Arch, b []byte, pc uint64) Effect {
	mode64 := a.PtrSize == 8
	x, ok := takeX86(b, mode64)
	if !ok || x.vector || x.lock {
		return unknown
	}
	e := x86Effect{x, effects{zero: None}, b, pc, mode64, uint8(a.PtrSize)}
	switch {
	case x.table == 1:
		return e.two()
	case x.table == 0 && (x.repeat == 0 || x.opcode == 0xc3):
		return e.one()
	}
	return unknown
}

// full reports whether the operation is of whole registers.
func (x *x86Effect) full() bool { return x.width() == x.word }

// memory is an access of ModRM's operand.
func (x *x86Effect) memory(op Op, reg int8, size uint8) Effect {
	e := Effect{Op: op, Dst: reg, Src: None, Size: size}
	if op == Store {
		e.Dst, e.Src = None, reg
	}
	return x.at(e, x.b, x.pc, x.mode64)
}

// one is of opcodes of one byte.
func (x *x86Effect) one() Effect {
	op, reg, rm, inReg := x.opcode, x.regField(), x.rmField(), x.hasModRM && x.register()
	named := uint32(op&7 | x.rex&1<<3) // where the opcode names a register
	switch {
	case op < 0x40 && op&7 < 4:
		return x.arithmetic()
	case op&^15 == 0x40 && x.full(): // INC, DEC; in 64-bit mode these are REX
		return x.copy(named, named, 1-int64(op>>3&1)*2)
	case op&^7 == 0x50 && !x.narrow:
		return x.push(int8(named))
	case op&^7 == 0x58 && !x.narrow:
		return Effect{Op: Pop, Dst: int8(named), Src: None, Base: x86SP, Imm: int64(x.word), Size: x.word}
	case op&^15 == 0x70: // Jcc
		return neither
	case op&^7 == 0xb8 && x.width() >= 4: // MOV
		return x.set(named)
	}
	switch op {
	case 0x63: // MOVSXD
		if !inReg && x.mode64 && x.full() {
			return x.memory(Load, int8(reg), 4)
		}
	case 0x80, 0x81, 0x83:
		return x.constants()
	case 0x85: // TEST
		switch {
		case !inReg:
			return x.memory(Load, None, x.width())
		case rm == reg && x.full():
			return compare(int8(rm), None, 0)
		}
		return neither
	case 0x88: // MOV of a byte; without REX, 4 to 7 are halves of the first registers
		if !inReg {
			return x.memory(Store, int8(reg), 1)
		}
	case 0x89, 0x8b: // MOV
		switch {
		case !inReg && op == 0x89:
			return x.memory(Store, int8(reg), x.width())
		case x.width() < 4:
		case !inReg:
			return x.memory(Load, int8(reg), x.width())
		case op == 0x89:
			return x.move(rm, reg)
		default:
			return x.move(reg, rm)
		}
	case 0x8c: // MOV from a segment register
		if inReg && x.width() >= 4 {
			return x.compute(rm)
		}
	case 0x8d: // LEA
		return x.lea()
	case 0x90: // NOP
		if x.rex&1 == 0 {
			return neither
		}
	case 0xc1: // shifts
		if inReg && x.width() >= 4 {
			return x.compute(rm)
		}
	case 0xc3: // RET
		return Effect{Op: Pop, Dst: None, Src: None, Base: x86SP, Imm: int64(x.word), Size: x.word}
	case 0xc7: // MOV
		switch {
		case !inReg:
			return x.memory(Store, None, x.width())
		case x.width() >= 4:
			return x.set(rm)
		}
	case 0xe8: // CALL
		return x.push(None)
	case 0xe9, 0xeb: // JMP
		return neither
	case 0xf7: // NEG
		if x.digit() == 3 && inReg && x.full() {
			return Effect{Op: Negate, Dst: int8(rm), Src: int8(rm), Base: None}
		}
	case 0xff:
		switch {
		case x.digit() <= 1 && inReg && x.full(): // INC, DEC
			return x.copy(rm, rm, 1-int64(x.digit())*2)
		case x.digit() == 2 && inReg: // CALL
			return x.push(None)
		case x.digit() == 4 && inReg: // JMP
			return neither
		case x.digit() == 4:
			return x.memory(Load, None, x.word)
		}
	}
	return unknown
}

// two is of opcodes behind 0F.
func (x *x86Effect) two() Effect {
	op, inReg := x.opcode, x.hasModRM && x.register()
	switch {
	case op == 0x1f || op&^15 == 0x80: // NOP, Jcc
		return neither
	case inReg:
	case op&^15 == 0x90: // SETcc
		return x.memory(Store, None, 1)
	case op == 0xb6, op == 0xb7, op == 0xbe, op == 0xbf: // MOVZX, MOVSX
		if x.width() >= 4 {
			return x.memory(Load, int8(x.regField()), 1+op&1)
		}
	}
	if inReg {
		return unknown
	}
	scalar := uint8(16) // of MOVSS, MOVSD, MOVUPS
	switch x.repeat {
	case 0xf3:
		scalar = 4
	case 0xf2:
		scalar = 8
	}
	switch { // vector registers are not told
	case op == 0x10:
		return x.memory(Load, None, scalar)
	case op == 0x11:
		return x.memory(Store, None, scalar)
	case op == 0x28, op == 0x6f && (x.narrow || x.repeat == 0xf3): // MOVAPS, MOVDQA, MOVDQU
		return x.memory(Load, None, 16)
	case op == 0x29, op == 0x7f && (x.narrow || x.repeat == 0xf3):
		return x.memory(Store, None, 16)
	case op == 0x7e && x.repeat == 0xf3: // MOVQ
		return x.memory(Load, None, 8)
	case op == 0xd6 && x.narrow:
		return x.memory(Store, None, 8)
	}
	return unknown
}

// arithmetic is of ADD OR ADC SBB AND SUB XOR CMP with two operands.
func (x *x86Effect) arithmetic() Effect {
	op, reg, rm := x.opcode, x.regField(), x.rmField()
	kind := op >> 3
	left, right := rm, reg
	if op&2 != 0 {
		left, right = reg, rm
	}
	switch {
	case !x.register() && kind == 7:
		return x.memory(Load, None, 1+op&1*(x.width()-1))
	case !x.register() || op&1 == 0 || x.width() < 4:
		return unknown
	case kind == 7 && x.full():
		return compare(int8(left), int8(right), 0)
	case kind == 7:
		return neither
	case kind == 6 && left == right: // XOR
		return x.constant(left, 0)
	}
	return x.compute(left)
}

// constants is of the same with a constant.
func (x *x86Effect) constants() Effect {
	wide := x.opcode != 0x80 && x.width() >= 4
	switch digit := x.digit(); {
	case digit == 7 && !x.register():
		size := x.width()
		if x.opcode == 0x80 {
			size = 1
		}
		return x.memory(Load, None, size)
	case !x.register() || !wide:
		return unknown
	case digit == 7 && x.full():
		return compare(int8(x.rmField()), None, x.number(x.b))
	case digit == 7:
		return neither
	case digit == 0 && x.full():
		return x.copy(x.rmField(), x.rmField(), x.number(x.b))
	case digit == 5 && x.full():
		return x.copy(x.rmField(), x.rmField(), -x.number(x.b))
	}
	return x.compute(x.rmField())
}

// set is of MOV with a constant. One of 32 bits clears the register's rest.
func (x *x86Effect) set(reg uint32) Effect {
	v := x.number(x.b)
	if x.width() == 4 && x.mode64 {
		v = int64(uint32(v))
	}
	return x.constant(reg, v)
}

func (x *x86Effect) move(to, from uint32) Effect {
	if !x.full() {
		return x.compute(to)
	}
	return x.copy(to, from, 0)
}

func (x *x86Effect) lea() Effect {
	e := x.at(Effect{Op: Copy}, x.b, x.pc, x.mode64)
	switch {
	case e.Op == Unknown || x.segment != 0 || x.width() < 4:
		return unknown
	case e.Indexed || !x.full():
		return x.compute(x.regField())
	case e.Base == None:
		return x.constant(x.regField(), e.Imm)
	}
	return x.copy(x.regField(), uint32(e.Base), e.Imm)
}

func (x *x86Effect) push(reg int8) Effect {
	return Effect{Op: Push, Dst: None, Src: reg, Base: x86SP, Imm: int64(x.word), Size: x.word}
}
