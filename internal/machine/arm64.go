package machine

// decodeArm64 decodes A64 by the encoding index of the Arm manual (DDI 0487,
// C4.1). Nothing outside the class of branches, exceptions and system
// instructions transfers control: within the class, what is not named is Bad.
func decodeArm64(a *Arch, b []byte, pc uint64) Inst {
	if len(b) < 4 {
		return Inst{}
	}
	w := a.Order.Uint32(b)
	switch w >> 25 & 15 {
	case 0: // reserved, and SME when the top bit is set
		if w>>16 == 0 { // UDF: the linker's padding is UDF 0
			return only(Trap, 4)
		}
		return only(Bad, 4)
	case 1, 3: // unallocated
		return only(Bad, 4)
	case 10, 11:
		return branchArm64(w, pc)
	}
	return only(Plain, 4)
}

// branchArm64 decodes the class of branches, exceptions and system instructions.
func branchArm64(w uint32, pc uint64) Inst {
	offset := func(from, n uint) uint64 { return pc + signed(uint64(w>>from), n)*4 }
	reg := w >> 5 & 31
	switch {
	case w&0xfc000000 == 0x14000000: // B
		return to(Jump, 4, offset(0, 26))
	case w&0xfc000000 == 0x94000000: // BL
		return to(Call, 4, offset(0, 26)).linked(30)
	case w&0xff00000e == 0x5400000e: // B.AL and B.NV, which is always too
		return to(Jump, 4, offset(5, 19))
	case w&0xff000000 == 0x54000000: // B.cond, BC.cond
		return to(Branch, 4, offset(5, 19))
	case w&0x7e000000 == 0x34000000: // CBZ, CBNZ
		return to(Branch, 4, offset(5, 19))
	case w&0x7e000000 == 0x36000000: // TBZ, TBNZ
		return to(Branch, 4, offset(5, 14))
	case w&0xfffffc1f == 0xd61f0000: // BR
		return only(JumpIndirect, 4).through(reg)
	case w&0xfffffc1f == 0xd63f0000: // BLR
		return only(CallIndirect, 4).linked(30).through(reg)
	case w == 0xd65f03c0: // RET
		return only(Return, 4)
	case w&0xfffffc1f == 0xd65f0000: // RET by another register is a jump
		return only(JumpIndirect, 4).through(reg)
	case w&0xffe0001f == 0xd4000001: // SVC
		return only(Syscall, 4)
	case w&0xffe0001f == 0xd4200000: // BRK
		return only(Trap, 4)
	case w&0xffe0001f == 0xd4400000: // HLT
		return only(Trap, 4)
	case w>>22 == 0xd5000000>>22 && plainSystemArm64(w):
		return only(Plain, 4)
	}
	// Compare and branch (CBcc), pointer authentication, returns from
	// exceptions, HVC, SMC, transactions, and what will be invented.
	return only(Bad, 4)
}

// plainSystemArm64 tells the system instructions that programs use from those
// that change how, or where, the processor goes on.
func plainSystemArm64(w uint32) bool {
	op1, crn, crm, op2 := w>>16&7, w>>12&15, w>>8&15, w>>5&7
	switch w >> 19 & 31 {
	case 0:
		switch {
		case w&0xfffff01f == 0xd503201f: // hints: NOP, YIELD, BTI, pointer signing ...
			return true
		case w&0xfffff01f == 0xd503301f: // barriers; 0 and 3 are others' and TCOMMIT
			return op2 != 0 && op2 != 3
		case w&0xfff8f01f == 0xd500401f: // MSR $imm
			switch op1<<3 | op2 {
			case 0, 1, 2: // CFINV XAFLAG AXFLAG
				return true
			case 3<<3 | 1, 3<<3 | 2: // SSBS DIT
				return true
			}
		}
	case 1: // SYS: caches, as far as programs may
		if op1 == 3 && crn == 7 {
			switch crm {
			case 4, 5, 10, 11, 12, 13, 14: // DC ZVA, IC IVAU, DC CVAC CVAU CVAP CVADP CIVAC
				return true
			}
		}
	case 2, 3: // MSR: registers of programs
		return op1 == 3
	case 6, 7: // MRS
		return true
	}
	return false
}

// sequenceArm64 recognises ADRP R16; ADD R16; BR R16, the linker's trampoline.
func sequenceArm64(a *Arch, b []byte, pc, toc uint64) (Inst, bool) {
	w, ok := a.words(b, 3)
	if !ok || w[0]&0x9f00001f != 0x90000010 || w[1]&0xffc003ff != 0x91000210 || w[2] != 0xd61f0200 {
		return Inst{}, false
	}
	return to(Jump, 12, pageArm64(w[0], pc)+uint64(w[1]>>10&0xfff)), true
}

// pageArm64 is the address that an ADRP at pc makes.
func pageArm64(w uint32, pc uint64) uint64 {
	return pc&^0xfff + signed(uint64(w>>5&0x7ffff<<2|w>>29&3), 21)<<12
}
