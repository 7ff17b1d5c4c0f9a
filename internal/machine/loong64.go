package machine

// decodeLoong64 decodes by the LoongArch reference manual, volume 1, appendix
// B: branches have the opcodes 0x10 to 0x1b, exceptions sit among the
// arithmetic of opcode 0, and all of opcode 1 is privileged.
func decodeLoong64(a *Arch, b []byte, pc uint64) Inst {
	if len(b) < 4 {
		return Inst{}
	}
	w := a.Order.Uint32(b)
	low := uint64(w >> 10 & 0xffff) // of every offset
	rd, rj := w&31, w>>5&31
	switch op := w >> 26; op {
	case 0:
		switch w >> 15 {
		case 2, 3: // ASRTLE.D, ASRTGT.D
			return only(BranchTrap, 4)
		case 0x54, 0x55: // BREAK, DBCL
			return only(Trap, 4)
		case 0x56: // SYSCALL
			return only(Syscall, 4)
		case 0x57: // HVCL
			return only(Bad, 4)
		}
		if w == 0 { // undefined; padding
			return only(Trap, 4)
		}
	case 1, 0x1e, 0x1f:
		return only(Bad, 4)
	case 0x12: // BCEQZ, BCNEZ; JISCR0 and JISCR1 jump to registers of their own
		if w>>9&1 != 0 {
			return only(Bad, 4)
		}
		fallthrough
	case 0x10, 0x11: // BEQZ, BNEZ
		return to(Branch, 4, pc+signed(low|uint64(rd)<<16, 21)*4)
	case 0x13: // JIRL
		switch {
		case rd == 0 && rj == 1 && low == 0:
			return only(Return, 4)
		case rd == 0 && low == 0:
			return only(JumpIndirect, 4).through(rj)
		case rd == 0:
			return only(JumpIndirect, 4)
		case low == 0:
			return only(CallIndirect, 4).linked(rd).through(rj)
		}
		return only(CallIndirect, 4).linked(rd)
	case 0x14, 0x15: // B, BL
		target := pc + signed(low|uint64(w&0x3ff)<<16, 26)*4
		if op == 0x15 {
			return to(Call, 4, target).linked(1)
		}
		return to(Jump, 4, target)
	case 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b: // BEQ BNE BLT BGE BLTU BGEU
		return to(Branch, 4, pc+signed(low, 16)*4)
	}
	return only(Plain, 4)
}

// sequenceLoong64 recognises PCALAU12I R30; ADDI.D R30; JIRL R0, R30, the
// linker's trampoline, and PCADDU18I; JIRL, a far call or jump.
func sequenceLoong64(a *Arch, b []byte, pc, toc uint64) (Inst, bool) {
	if w, ok := a.words(b, 3); ok && w[0]&0xfe00001f == 0x1a00001e && w[1]&0xffc003ff == 0x02c003de && w[2] == 0x4c0003c0 {
		return to(Jump, 12, pageLoong64(w[0], pc)+signed(uint64(w[1]>>10), 12)), true
	}
	w, ok := a.words(b, 2)
	if !ok || w[0]>>25 != 0x0f || w[1]>>26 != 0x13 || w[0]&31 == 0 || w[0]&31 != w[1]>>5&31 {
		return Inst{}, false
	}
	target := pc + signed(uint64(w[0]>>5), 20)<<18 + signed(uint64(w[1]>>10), 16)*4
	switch rd := w[1] & 31; {
	case rd != 0:
		return to(Call, 8, target).linked(rd), true
	case w[0]&31 != 1: // a jump must not lose the return address
		return to(Jump, 8, target), true
	}
	return Inst{}, false
}

// pageLoong64 is the address that a PCALAU12I at pc makes.
func pageLoong64(w uint32, pc uint64) uint64 {
	return pc&^0xfff + signed(uint64(w>>5), 20)<<12
}
