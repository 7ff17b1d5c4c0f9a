package machine

// decodeMips decodes MIPS I to MIPS64 release 5, which is what Go makes.
// Release 6 gave other meanings to some encodings; the kernel starts no program
// as one that the file's header does not call one, and Go's headers don't. All
// transfers have delay slots. Branch-likely instructions skip theirs when they
// don't branch: Delay can't say that, they are Bad.
func decodeMips(a *Arch, b []byte, pc uint64) Inst {
	if len(b) < 4 {
		return Inst{}
	}
	w := a.Order.Uint32(b)
	rs, rt := w>>21&31, w>>16&31
	near := pc + 4 + signed(uint64(w), 16)*4
	far := (pc+4)&^0x0fffffff | uint64(w&0x03ffffff)<<2
	switch w >> 26 {
	case 0:
		return specialMips(w)
	case 1:
		return regimmMips(w, pc, near)
	case 2: // J
		return to(Jump, 4, far).delayed()
	case 3: // JAL
		return to(Call, 4, far).linked(31).delayed()
	case 4: // BEQ, and B, which compares a register with itself
		if rs == rt {
			return to(Jump, 4, near).delayed()
		}
		return to(Branch, 4, near).delayed()
	case 5: // BNE
		return to(Branch, 4, near).delayed()
	case 6, 7: // BLEZ, BGTZ; release 6 has more in the second register
		if rt != 0 {
			return only(Bad, 4)
		}
		return to(Branch, 4, near).delayed()
	case 17: // COP1
		switch {
		case rs == 8 && rt&2 == 0: // BC1F, BC1T
			return to(Branch, 4, near).delayed()
		case rs <= 7, rs == 16, rs == 17, rs == 20, rs == 21, rs == 22: // moves; S D W L PS
			return only(Plain, 4)
		}
		return only(Bad, 4) // MSA's branches, MIPS-3D's
	case 16, 18: // COP0, COP2
		return only(Bad, 4)
	case 20, 21, 22, 23: // BEQL BNEL BLEZL BGTZL
		return only(Bad, 4)
	case 28: // SPECIAL2
		if w&63 == 63 { // SDBBP
			return only(Bad, 4)
		}
	case 29: // JALX, to another instruction set
		return only(Bad, 4)
	case 47, 59: // CACHE; unassigned
		return only(Bad, 4)
	case 50, 54, 58, 62: // COP2's loads and stores, branches of Octeon and of release 6
		return only(Bad, 4)
	}
	return only(Plain, 4)
}

// delayed makes a transfer one that happens after the instruction behind it.
func (in Inst) delayed() Inst {
	in.Delay = true
	return in
}

// specialMips decodes opcode 0.
func specialMips(w uint32) Inst {
	rs, rt, rd := w>>21&31, w>>16&31, w>>11&31
	switch f := w & 63; f {
	case 8, 9: // JR, JALR
		switch {
		case f == 9 && rd != 0:
			return only(CallIndirect, 4).linked(rd).through(rs).delayed()
		case rs == 31:
			return only(Return, 4).delayed()
		}
		return only(JumpIndirect, 4).through(rs).delayed()
	case 12: // SYSCALL
		return only(Syscall, 4)
	case 13: // BREAK
		return only(Trap, 4)
	case 52: // TEQ
		if rs == rt {
			return only(Trap, 4)
		}
		return only(BranchTrap, 4)
	case 48, 49, 50, 51, 54: // TGE TGEU TLT TLTU TNE
		return only(BranchTrap, 4)
	case 14, 21, 40, 41, 53, 55, 57, 61: // unassigned
		return only(Bad, 4)
	}
	return only(Plain, 4)
}

// regimmMips decodes opcode 1.
func regimmMips(w uint32, pc, near uint64) Inst {
	rs, rt := w>>21&31, w>>16&31
	switch rt {
	case 1: // BGEZ
		if rs == 0 {
			return to(Jump, 4, near).delayed()
		}
		return to(Branch, 4, near).delayed()
	case 0: // BLTZ
		return to(Branch, 4, near).delayed()
	case 8, 9, 10, 11, 12, 14: // traps with a constant
		return only(BranchTrap, 4)
	case 16, 17: // BLTZAL, BGEZAL; both link and go on when they don't branch
		if near == pc+8 { // reads the pc: behind the delay slot it goes on either way
			return only(Plain, 4)
		}
		return to(Call, 4, near).linked(31).delayed()
	case 31: // SYNCI
		return only(Plain, 4)
	}
	return only(Bad, 4)
}
