package machine

// decodePPC64 decodes by the Power ISA 3.1, book I, and book III for what is
// privileged. The link register and CTR are numbered as in [Effect].
func decodePPC64(a *Arch, b []byte, pc uint64) Inst {
	if len(b) < 4 {
		return Inst{}
	}
	w := a.Order.Uint32(b)
	switch w >> 26 {
	case 0: // Go's UNDEF and padding; ATTN is here too
		if w == 0 {
			return only(Trap, 4)
		}
		return only(Bad, 4)
	case 1:
		return prefixedPPC64(a, b, pc)
	case 2, 3: // TDI, TWI
		return trapPPC64(w)
	case 5, 9, 22: // unassigned
		return only(Bad, 4)
	case 16: // BC
		target := signed(uint64(w&0xfffc), 16)
		if w&2 == 0 {
			target += pc
		}
		switch {
		case w == 0x429f0005: // BCL 20,31,$+4 reads the pc
			return only(Plain, 4)
		case w&1 != 0: // a call goes on, whether it is made or not
			return to(Call, 4, target).linked(ppcLR)
		case alwaysPPC64(w):
			return to(Jump, 4, target)
		}
		return to(Branch, 4, target)
	case 17: // SC; not SCV, nor calls of a hypervisor
		if w == 0x44000002 {
			return only(Syscall, 4)
		}
		return only(Bad, 4)
	case 18: // B
		target := signed(uint64(w&0x03fffffc), 26)
		if w&2 == 0 {
			target += pc
		}
		if w&1 != 0 {
			return to(Call, 4, target).linked(ppcLR)
		}
		return to(Jump, 4, target)
	case 19:
		return registerBranchPPC64(w)
	case 31:
		return extendedPPC64(w)
	}
	return only(Plain, 4)
}

// alwaysPPC64 reports whether the BO field of a branch says: whatever CTR and
// the condition are.
func alwaysPPC64(w uint32) bool { return w>>21&0x14 == 0x14 }

// registerBranchPPC64 decodes opcode 19: branches to registers, returns from
// interrupts, and operations on condition bits.
func registerBranchPPC64(w uint32) Inst {
	link, always := w&1 != 0, alwaysPPC64(w)
	switch w >> 1 & 0x3ff {
	case 16: // BCLR
		switch {
		case link:
			return only(CallIndirect, 4).linked(ppcLR).through(ppcLR)
		case always:
			return only(Return, 4)
		}
		return only(BranchReturn, 4)
	case 528: // BCCTR; without a condition on CTR, which would be an invalid form
		switch {
		case w>>21&4 == 0:
			return only(Bad, 4)
		case link:
			return only(CallIndirect, 4).linked(ppcLR).through(ppcCTR)
		case always:
			return only(JumpIndirect, 4).through(ppcCTR)
		}
		return only(Bad, 4) // a conditional indirect jump has no Kind
	case 0, 33, 129, 193, 225, 257, 289, 417, 449: // MCRF and the logic of condition bits
		return only(Plain, 4)
	case 150: // ISYNC
		return only(Plain, 4)
	}
	if w>>1&31 == 2 { // ADDPCIS
		return only(Plain, 4)
	}
	return only(Bad, 4) // BCTAR, RFID, RFEBB, STOP ...
}

// extendedPPC64 decodes opcode 31.
func extendedPPC64(w uint32) Inst {
	switch w >> 1 & 0x3ff {
	case 4, 68: // TW, TD
		return trapPPC64(w)
	case 722, 754, 658, 690: // HASHST HASHCHK HASHSTP HASHCHKP
		return only(BranchTrap, 4)
	case 654, 686, 718, 750, 782, 814, 846, 878, 910, 942, 1006: // transactions go back to their start
		return only(Bad, 4)
	case 83, 146, 178: // MFMSR MTMSR MTMSRD
		return only(Bad, 4)
	case 274, 306, 402, 434, 466, 498, 850, 851, 915, 979, 338: // TLB and SLB
		return only(Bad, 4)
	case 142, 174, 206, 238, 886: // messages between processors
		return only(Bad, 4)
	}
	return only(Plain, 4)
}

// trapPPC64 decodes the conditions of TD, TW and their immediate forms.
func trapPPC64(w uint32) Inst {
	switch w >> 21 & 31 {
	case 0: // on no condition; a hint
		return only(Plain, 4)
	case 31:
		return only(Trap, 4)
	}
	return only(BranchTrap, 4)
}

// prefixedPPC64 decodes instructions of eight bytes. They must not lie across a
// boundary of 64 bytes, and what follows the prefix must not be a transfer.
func prefixedPPC64(a *Arch, b []byte, pc uint64) Inst {
	if len(b) < 8 || pc&63 == 60 {
		return Inst{}
	}
	switch a.Order.Uint32(b[4:]) >> 26 {
	case 0, 1, 2, 3, 16, 17, 18, 19:
		return Inst{}
	}
	return only(Plain, 8)
}

// sequencePPC64 recognises far jumps: an address goes to a register, R12 in the
// linker's trampolines and R31 in a jump of the assembler's, from there to CTR,
// which is jumped to. The address is absolute (LIS; ADDI), relative to the TOC
// pointer (ADDIS R2; ADDI), or to the pc (PLA).
func sequencePPC64(a *Arch, b []byte, pc, toc uint64) (Inst, bool) {
	const (
		lis, addis, addi = 0x3c00, 0x3c02, 0x3800 // upper halves, without register
		pla, plaSuffix   = 0x0610 >> 2, 0x3800
		mtctr, bctr      = 0x7c0903a6, 0x4e800420
	)
	w, ok := a.words(b, 4)
	if !ok || w[3] != bctr {
		return Inst{}, false
	}
	r := w[2] >> 21 & 31
	if r == 0 || w[2] != mtctr|r<<21 { // as an operand, 0 is no register
		return Inst{}, false
	}
	sum := signed(uint64(w[0]), 16)<<16 + signed(uint64(w[1]), 16)
	switch {
	case w[0]>>16 == lis|r<<5 && w[1]>>16 == addi|r<<5|r:
		return to(Jump, 16, sum), true
	case w[0]>>16 == addis|r<<5 && w[1]>>16 == addi|r<<5|r && toc != 0:
		return to(Jump, 16, toc+sum), true
	case w[0]>>18 == pla && w[1]>>16 == plaSuffix|r<<5 && pc&63 != 60:
		return to(Jump, 16, pc+signed(uint64(w[0])<<16|uint64(w[1]&0xffff), 34)), true
	}
	return Inst{}, false
}
