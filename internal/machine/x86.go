package machine

// decodeX86 decodes 386 and amd64 by Intel's manual, volume 2. A transfer with
// an operand-size prefix is Bad: processors of Intel and AMD differ in what it
// does. LOCK, which no transfer may have, makes one Bad as well.
func decodeX86(a *Arch, b []byte, pc uint64) Inst {
	mode64 := a.PtrSize == 8
	x, ok := takeX86(b, mode64)
	if !ok {
		return Inst{}
	}
	in := only(Plain, x.length)
	if !x.vector {
		switch x.table {
		case 0:
			in = x.decodeOne(b, pc)
		case 1:
			in = x.decodeTwo(b, pc, mode64)
		case 2:
			if x.opcode >= 0x80 && x.opcode <= 0x83 { // INVEPT and others
				in.Kind = Bad
			}
		}
	}
	if (x.narrow || x.lock) && in.Kind != Plain && in.Kind != Trap {
		return only(Bad, x.length)
	}
	return in
}

// digit is the middle field of ModRM, which is part of many opcodes.
func (x *x86Inst) digit() byte { return x.modrm >> 3 & 7 }

// register reports whether the operand is a register.
func (x *x86Inst) register() bool { return x.modrm>>6 == 3 }

// decodeOne decodes opcodes of one byte.
func (x *x86Inst) decodeOne(b []byte, pc uint64) Inst {
	op, n := x.opcode, x.length
	switch {
	case op >= 0x70 && op <= 0x7f, op >= 0xe0 && op <= 0xe3: // Jcc, LOOP, JCXZ
		return to(Branch, n, x.relative(b, pc))
	case op >= 0x6c && op <= 0x6f, op >= 0xe4 && op <= 0xe7, op >= 0xec && op <= 0xef: // INS OUTS IN OUT
		return only(Bad, n)
	}
	switch op {
	case 0xe8, 0xe9, 0xeb:
		if x.tailLen == 2 { // an offset of 16 bits
			return only(Bad, n)
		}
		if op == 0xe8 {
			return to(Call, n, x.relative(b, pc))
		}
		return to(Jump, n, x.relative(b, pc))
	case 0xc2, 0xc3:
		return only(Return, n)
	case 0xcc, 0xf1, 0xf4: // INT3 INT1 HLT
		return only(Trap, n)
	case 0xcd: // INT
		switch b[x.tail] {
		case 3:
			return only(Trap, n)
		case 0x80:
			return only(Syscall, n)
		}
		return only(Bad, n)
	case 0x62: // BOUND
		if x.register() {
			return only(Bad, n)
		}
		return only(BranchTrap, n)
	case 0xce: // INTO
		return only(BranchTrap, n)
	case 0xca, 0xcb, 0xcf, 0xfa, 0xfb: // far returns, IRET, CLI, STI
		return only(Bad, n)
	case 0x8d, 0xc4, 0xc5: // LEA, LES, LDS: of memory only
		if x.register() {
			return only(Bad, n)
		}
	case 0x8e: // not into CS
		if x.digit() == 1 {
			return only(Bad, n)
		}
	case 0x8f, 0xc6, 0xc7: // POP, MOV; XOP, XABORT, XBEGIN
		if op == 0xc7 && x.modrm == 0xf8 && x.tailLen == 4 {
			return to(Branch, n, x.relative(b, pc))
		}
		if x.digit() != 0 {
			return only(Bad, n)
		}
	case 0xfe:
		if x.digit() > 1 {
			return only(Bad, n)
		}
	case 0xff:
		return x.decodeFF()
	}
	return only(Plain, n)
}

// decodeFF decodes INC, DEC, PUSH, and transfers to what a register or memory
// holds.
func (x *x86Inst) decodeFF() Inst {
	in := only(Bad, x.length)
	switch x.digit() {
	case 0, 1, 6:
		in.Kind = Plain
		return in
	case 2:
		in.Kind = CallIndirect
	case 4:
		in.Kind = JumpIndirect
	default: // 3 and 5 are far
		return in
	}
	if x.register() {
		in.Reg = int8(x.modrm&7 | x.rex&1<<3)
	}
	return in
}

// decodeTwo decodes the opcodes behind 0F.
func (x *x86Inst) decodeTwo(b []byte, pc uint64, mode64 bool) Inst {
	op, n := x.opcode, x.length
	if op >= 0x80 && op <= 0x8f { // Jcc
		if x.tailLen == 2 {
			return only(Bad, n)
		}
		return to(Branch, n, x.relative(b, pc))
	}
	switch op {
	case 0x05: // SYSCALL; the kernel returns from 386's to a place of its own
		if mode64 {
			return only(Syscall, n)
		}
		return only(Bad, n)
	case 0x0b, 0xb9, 0xff: // UD2 UD1 UD0
		return only(Trap, n)
	case 0x34: // SYSENTER, likewise
		return only(Bad, n)
	case 0x00, 0x02, 0x03, 0x06, 0x07, 0x08, 0x09, // segments, CLTS, SYSRET, INVD, WBINVD
		0x20, 0x21, 0x22, 0x23, 0x30, 0x32, 0x33, 0x35, 0xaa: // control registers, MSRs, SYSEXIT, RSM
		return only(Bad, n)
	case 0x01:
		switch x.modrm {
		case 0xd0, 0xd6, 0xf9: // XGETBV XTEST RDTSCP
			return only(Plain, n)
		}
		return only(Bad, n) // UIRET, XEND, VMX, SVM, SGX ...
	case 0xae: // shadow stacks; UMONITOR; PTWRITE
		if x.repeat == 0xf3 && x.digit() >= 4 {
			return only(Bad, n)
		}
	case 0xb8: // POPCNT; Itanium's JMPE
		if x.repeat != 0xf3 {
			return only(Bad, n)
		}
	case 0xba: // bit tests
		if x.digit() < 4 {
			return only(Bad, n)
		}
	case 0xc7:
		cmpxchg := !x.register() && (x.digit() == 1 || x.digit() == 4) // CMPXCHG8B and 16B, XSAVEC
		random := x.register() && (x.digit() == 7 || x.digit() == 6 && x.repeat == 0)
		if !cmpxchg && !random {
			return only(Bad, n)
		}
	}
	return only(Plain, n)
}
