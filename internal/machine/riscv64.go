package machine

// decodeRiscv64 decodes RV64 by the unprivileged manual: the low bits give the
// length, bits 2 to 6 the opcode.
func decodeRiscv64(a *Arch, b []byte, pc uint64) Inst {
	if len(b) < 2 {
		return Inst{}
	}
	h := a.Order.Uint16(b)
	if h&3 != 3 {
		return compressedRiscv64(uint32(h), pc)
	}
	if h&0x1c == 0x1c || len(b) < 4 { // longer than 32 bits, or cut off
		return Inst{}
	}
	w := a.Order.Uint32(b)
	rd, f3, rs1 := w>>7&31, w>>12&7, w>>15&31
	switch w & 0x7f {
	case 0x6f: // JAL
		target := pc + signed(uint64(w>>31<<20|w>>12&0xff<<12|w>>20&1<<11|w>>21&0x3ff<<1), 21)
		if rd != 0 {
			return to(Call, 4, target).linked(rd)
		}
		return to(Jump, 4, target)
	case 0x67: // JALR
		if f3 != 0 {
			return only(Bad, 4)
		}
		return jalrRiscv64(rd, rs1, w>>20 == 0)
	case 0x63: // BEQ BNE BLT BGE BLTU BGEU
		if f3 == 2 || f3 == 3 {
			return only(Bad, 4)
		}
		return to(Branch, 4, pc+signed(uint64(w>>31<<12|w>>7&1<<11|w>>25&0x3f<<5|w>>8&15<<1), 13))
	case 0x73:
		return systemRiscv64(w)
	case 0x0f: // FENCE, FENCE.I, operations on cache blocks
		if f3 > 2 {
			return only(Bad, 4)
		}
	case 0x03, 0x07, 0x13, 0x17, 0x1b, 0x23, 0x27, 0x2f, 0x33, 0x37, 0x3b, // loads, stores, arithmetic, atomics
		0x43, 0x47, 0x4b, 0x4f, 0x53, // floating point
		0x57, 0x77: // vectors
	default: // custom and reserved
		return only(Bad, 4)
	}
	return only(Plain, 4)
}

// jalrRiscv64 is a JALR of four bytes; here says that its offset is 0.
func jalrRiscv64(rd, rs1 uint32, here bool) Inst {
	in := only(JumpIndirect, 4)
	switch {
	case rd != 0:
		in = only(CallIndirect, 4).linked(rd)
	case rs1 == 1 && here:
		return only(Return, 4)
	}
	if here {
		in = in.through(rs1)
	}
	return in
}

// systemRiscv64 decodes opcode 0x73: calls of the kernel, breakpoints, and
// control and status registers.
func systemRiscv64(w uint32) Inst {
	f3, rs1, csr := w>>12&7, w>>15&31, w>>20
	switch {
	case w == 0x00000073: // ECALL
		return only(Syscall, 4)
	case w == 0x00100073: // EBREAK
		return only(Trap, 4)
	case w == 0xc0001073: // UNIMP, a write of a counter that can only be read
		return only(Trap, 4)
	case f3&3 == 0: // returns from traps, WFI, may-be-operations, shadow stacks
		return only(Bad, 4)
	}
	switch csr {
	case 1, 2, 3, 8, 9, 10, 15: // FFLAGS FRM FCSR; VSTART VXSAT VXRM VCSR
		return only(Plain, 4)
	}
	if csr >= 0xc00 && csr < 0xd00 && f3&2 != 0 && rs1 == 0 { // counters, VL VTYPE VLENB, read
		return only(Plain, 4)
	}
	return only(Bad, 4)
}

// compressedRiscv64 decodes instructions of 16 bits. Those of Zcmp and Zcmt,
// some of which return or jump, have the encodings of C.FSDSP, and a processor
// has either; Go's port wants the floating point of C.FSDSP.
func compressedRiscv64(h uint32, pc uint64) Inst {
	r1, r2 := h>>7&31, h>>2&31
	bit := h >> 12 & 1
	switch h&3<<3 | h>>13 { // quadrant and operation, a digit each
	case 0o00: // C.ADDI4SPN
		if h == 0 { // illegal by definition
			return only(Trap, 2)
		}
		if h>>5 == 0 {
			return only(Bad, 2)
		}
	case 0o13: // C.LUI, C.ADDI16SP; with 0 they are may-be-operations and shadow stacks
		if bit == 0 && r2 == 0 {
			return only(Bad, 2)
		}
	case 0o15: // C.J
		off := h>>12&1<<11 | h>>11&1<<4 | h>>9&3<<8 | h>>8&1<<10 | h>>7&1<<6 | h>>6&1<<7 | h>>3&7<<1 | h>>2&1<<5
		return to(Jump, 2, pc+signed(uint64(off), 12))
	case 0o16, 0o17: // C.BEQZ, C.BNEZ
		off := h>>12&1<<8 | h>>10&3<<3 | h>>5&3<<6 | h>>3&3<<1 | h>>2&1<<5
		return to(Branch, 2, pc+signed(uint64(off), 9))
	case 0o24:
		switch {
		case r2 != 0: // C.MV, C.ADD
		case r1 == 0 && bit == 0: // reserved
			return only(Bad, 2)
		case r1 == 0: // C.EBREAK
			return only(Trap, 2)
		case bit != 0: // C.JALR
			return only(CallIndirect, 2).linked(1).through(r1)
		case r1 == 1: // C.JR RA
			return only(Return, 2)
		default:
			return only(JumpIndirect, 2).through(r1)
		}
	}
	return only(Plain, 2)
}

// sequenceRiscv64 recognises AUIPC; JALR, which calls what JAL can't reach, and
// is the linker's trampoline.
func sequenceRiscv64(a *Arch, b []byte, pc, toc uint64) (Inst, bool) {
	w, ok := a.words(b, 2)
	if !ok || w[0]&0x7f != 0x17 || w[1]&0x707f != 0x67 {
		return Inst{}, false
	}
	reg, rd := w[0]>>7&31, w[1]>>7&31
	if reg == 0 || reg != w[1]>>15&31 {
		return Inst{}, false
	}
	target := (pc + signed(uint64(w[0]&0xfffff000), 32) + signed(uint64(w[1]>>20), 12)) &^ 1
	switch {
	case rd != 0:
		return to(Call, 8, target).linked(rd), true
	case reg != 1: // a jump must not lose the return address
		return to(Jump, 8, target), true
	}
	return Inst{}, false
}
