package machine

// armUndef is what Go's assembler writes for UNDEF.
const armUndef = 0xf7fabcfd

// decodeArm decodes A32 by the Arm manual (DDI 0406, A5); Go makes no Thumb
// code, and what switches to it is Bad. The pc is register 15, and whatever
// writes that transfers control: known forms of returns are Return, other
// writes JumpIndirect, and what the manual calls unpredictable Bad.
//
// A conditional call is a Call and a conditional system call a Syscall, since
// they go on either way. A conditional indirect jump has no Kind: it is Bad.
func decodeArm(a *Arch, b []byte, pc uint64) Inst {
	if len(b) < 4 {
		return Inst{}
	}
	w := a.Order.Uint32(b)
	if w>>28 == 15 {
		return unconditionalArm(w)
	}
	always := w>>28 == 14
	target := pc + 8 + signed(uint64(w), 24)*4
	in := only(Plain, 4)
	switch w >> 25 & 7 {
	case 0, 1:
		in = dataArm(w)
	case 2:
		in = loadArm(w)
	case 3:
		if w>>4&1 == 0 {
			in = loadArm(w)
		} else {
			in = mediaArm(w)
		}
	case 4:
		in = multipleArm(w)
	case 5: // B, BL
		switch {
		case w>>24&1 != 0:
			return to(Call, 4, target).linked(14)
		case always:
			return to(Jump, 4, target)
		}
		return to(Branch, 4, target)
	case 6, 7:
		in = coprocessorArm(w)
	}
	if !always {
		switch in.Kind {
		case Return:
			in.Kind = BranchReturn
		case Trap:
			in.Kind = BranchTrap
		case JumpIndirect:
			return only(Bad, 4)
		}
	}
	return in
}

// pcUnless is Plain, or Bad if one of the registers is the pc, for
// instructions that must not have it there.
func pcUnless(registers ...uint32) Inst {
	for _, r := range registers {
		if r&15 == armPC {
			return only(Bad, 4)
		}
	}
	return only(Plain, 4)
}

// dataArm decodes data processing, and what shares its space.
func dataArm(w uint32) Inst {
	immediate := w>>25&1 != 0
	switch {
	case !immediate && w&0x90 == 0x90 && w&0x60 == 0: // multiplies, swaps, exclusive accesses
		if w&0x0ff00fff == 0x01b00f9f && w>>12&15 == 14 { // LDREXD of R14 and the pc
			return only(Bad, 4)
		}
		return pcUnless(w>>16, w>>12)
	case !immediate && w&0x90 == 0x90:
		return halfwordArm(w)
	case w&0x01900000 == 0x01000000:
		return miscArm(w)
	case w>>23&3 == 2: // TST TEQ CMP CMN; with the pc, of 26-bit processors
		return pcUnless(w >> 12)
	case w>>12&15 != armPC:
		return only(Plain, 4)
	case w>>20&1 != 0: // with S, a return from an exception
		return only(Bad, 4)
	case w&0x0fffffff == 0x01a0f00e, w&0x0fffffff == 0x028ef000: // MOV PC, LR; ADD PC, LR, $0
		return only(Return, 4)
	case w&0x0ffffff0 == 0x01a0f000: // MOV PC, Rm
		return only(JumpIndirect, 4).through(w & 15)
	case w&0x0ff0ffff == 0x0280f000: // ADD PC, Rn, $0
		return only(JumpIndirect, 4).through(w >> 16 & 15)
	case !immediate && w&0x10 != 0: // shifted by a register: not with the pc
		return only(Bad, 4)
	}
	return only(JumpIndirect, 4)
}

// miscArm decodes the space of comparisons that set no flags.
func miscArm(w uint32) Inst {
	op, rd := w>>21&3, w>>12
	if w>>25&1 != 0 {
		switch {
		case op&1 == 0: // MOVW, MOVT
			return pcUnless(rd)
		case w&0x0fffff00 == 0x0320f000: // NOP, YIELD, WFE ...
			return only(Plain, 4)
		case w&0x0ff0f000 == 0x0320f000 && flagsOnly(w): // MSR
			return only(Plain, 4)
		}
		return only(Bad, 4)
	}
	switch w >> 4 & 15 {
	case 0:
		switch {
		case w&0x0fff0fff == 0x010f0000: // MRS
			return pcUnless(rd)
		case w&0x0ff0fff0 == 0x0120f000 && flagsOnly(w): // MSR
			return only(Plain, 4)
		}
	case 1:
		switch {
		case w&0x0fffffff == 0x012fff1e: // BX LR
			return only(Return, 4)
		case w&0x0ffffff0 == 0x012fff10: // BX
			return only(JumpIndirect, 4).through(w & 15)
		case w&0x0fff0ff0 == 0x016f0f10: // CLZ
			return pcUnless(rd)
		}
	case 3:
		if w&0x0ffffff0 == 0x012fff30 { // BLX
			return only(CallIndirect, 4).linked(14).through(w & 15)
		}
	case 4, 5: // CRC32; QADD and its like
		return pcUnless(rd)
	case 7:
		if op == 1 { // BKPT
			return only(Trap, 4)
		}
	case 8, 10, 12, 14: // multiplies of halfwords
		return pcUnless(w>>16, rd)
	}
	return only(Bad, 4)
}

// flagsOnly reports whether an MSR writes flags, and neither the byte order nor
// the mode.
func flagsOnly(w uint32) bool { return w>>18&3 != 0 && w>>16&3 == 0 }

// writesBack reports whether a load or store writes the address to its base.
func writesBack(w uint32) bool { return w>>24&1 == 0 || w>>21&1 != 0 }

// halfwordArm decodes loads and stores of halfwords, signed bytes, doublewords.
func halfwordArm(w uint32) Inst {
	rn, rt := w>>16&15, w>>12&15
	double := w>>20&1 == 0 && w>>5&3 != 1 // LDRD, STRD: Rt and the next one
	if writesBack(w) && rn == armPC || rt == armPC || double && rt == 14 {
		return only(Bad, 4)
	}
	return only(Plain, 4)
}

// loadArm decodes loads and stores of words and bytes.
func loadArm(w uint32) Inst {
	load, byteWide := w>>20&1 != 0, w>>22&1 != 0
	switch {
	case writesBack(w) && w>>16&15 == armPC:
		return only(Bad, 4)
	case !load || w>>12&15 != armPC:
		return only(Plain, 4)
	case byteWide || w>>24&1 == 0 && w>>21&1 != 0: // LDRB, LDRT
		return only(Bad, 4)
	case w&0x0ffff000 == 0x049df000, w&0x0ffffff0 == 0x069df000: // LDR PC, [SP], $n; for large frames [SP], Rm
		return only(Return, 4)
	}
	return only(JumpIndirect, 4)
}

// mediaArm decodes SIMD on core registers, bit fields, divisions, and UDF.
func mediaArm(w uint32) Inst {
	switch {
	case w&0x0ff000f0 == 0x07f000f0: // UDF
		return only(Trap, 4)
	case w>>23&3 == 2 && w>>20&7 == 4: // SMLALD, SMLSLD: two destinations
		return pcUnless(w>>16, w>>12)
	case w>>23&3 == 2, w>>20&0x1f == 0x18: // signed multiplies, divisions, USAD8
		return pcUnless(w >> 16)
	}
	return pcUnless(w >> 12)
}

// multipleArm decodes LDM and STM.
func multipleArm(w uint32) Inst {
	load, pc := w>>20&1 != 0, w>>15&1 != 0
	switch {
	case w>>22&1 != 0, w>>16&15 == armPC: // other modes' registers; returns from exceptions
		return only(Bad, 4)
	case !load || !pc:
		return only(Plain, 4)
	case w&0x0fff8000 == 0x08bd8000: // POP
		return only(Return, 4)
	}
	return only(JumpIndirect, 4)
}

// coprocessorArm decodes SVC, and of coprocessors the floating point unit and
// the system control that programs may use.
func coprocessorArm(w uint32) Inst {
	cp, read := w>>8&15, w>>20&1 != 0
	float := cp == 10 || cp == 11
	switch {
	case w>>24&15 == 15:
		if w&0x00ffffff == 0 {
			return only(Syscall, 4)
		}
		return only(Bad, 4)
	case w&0x0fffffff == 0x0ef1fa10: // VMRS into the pc, which stands for the flags
		return only(Plain, 4)
	case w>>24&15 == 14 && w>>4&1 != 0: // MRC, MCR: one core register
		crn := w >> 16 & 15
		if float || cp == 15 && (read || crn == 7 || crn == 13) {
			return pcUnless(w >> 12)
		}
		return only(Bad, 4)
	case !float:
		return only(Bad, 4)
	case w>>24&15 == 14: // arithmetic
		return only(Plain, 4)
	case w>>21&0x7f == 0x62: // MRRC, MCRR: two core registers
		return pcUnless(w>>16, w>>12)
	case writesBack(w) && w>>16&15 == armPC:
		return only(Bad, 4)
	}
	return only(Plain, 4)
}

// unconditionalArm decodes the space of the condition 15.
func unconditionalArm(w uint32) Inst {
	switch {
	case w == armUndef:
		return only(Trap, 4)
	case w&0xfe000000 == 0xf2000000: // SIMD arithmetic
		return only(Plain, 4)
	case w&0xff100000 == 0xf4000000: // SIMD loads and stores
		return pcUnless(w >> 16)
	case w&0xff30f000 == 0xf510f000, w&0xff70f000 == 0xf450f000: // PLD PLDW PLI
		return only(Plain, 4)
	case w&0xff30f010 == 0xf710f000, w&0xff70f010 == 0xf650f000: // the same with a register
		return only(Plain, 4)
	case w == 0xf57ff01f, w&0xfffffff0 == 0xf57ff040, w&0xfffffff0 == 0xf57ff050, w&0xfffffff0 == 0xf57ff060: // CLREX DSB DMB ISB
		return only(Plain, 4)
	}
	return only(Bad, 4) // BLX to Thumb, RFE, SRS, CPS, SETEND, second coprocessor space
}

// sequenceArm recognises the linker's trampolines, which take the target, or
// its distance, from the word behind them, and jumps to a literal, by which the
// kernel's helpers in the page at 0xffff0000 are called.
func sequenceArm(a *Arch, b []byte, pc, toc uint64) (Inst, bool) {
	const (
		load, loadNext = 0xe59fc000, 0xe59fc004 // LDR R12, [PC], [PC+4]
		add, bx        = 0xe08fc00c, 0xe12fff1c // ADD R12, PC, R12; BX R12
	)
	in := only(Jump, 0)
	if w, ok := a.words(b, 4); ok && w[0] == loadNext && w[1] == add && w[2] == bx {
		in = to(Jump, 16, pc+12+uint64(w[3]))
	} else if w, ok := a.words(b, 3); ok && w[0] == load && w[1] == bx {
		in = to(Jump, 12, uint64(w[2]))
	} else if w, ok := a.words(b, 2); ok && w[0]&0xffff0000 == 0xe59f0000 {
		in = literalArm(a, b, w[0], w[1])
	}
	if in.Len == 0 || in.Target&3 != 0 { // an odd target is Thumb code
		return Inst{}, false
	}
	return in, true
}

// literalArm is the transfer to the word that the load in first, LDR [PC+n],
// takes: at once, or by the second instruction.
func literalArm(a *Arch, b []byte, first, second uint32) Inst {
	reg, at := first>>12&15, int(first&0xfff)+8
	if at+4 > len(b) {
		return Inst{}
	}
	target := uint64(a.Order.Uint32(b[at:]))
	switch {
	case reg == armPC:
		return to(Jump, 4, target)
	case reg == 14 && second != 0xe12fff3e: // a jump must not lose the return address
		return Inst{}
	case second == 0xe280f000|reg<<16, second == 0xe1a0f000|reg, second == 0xe12fff10|reg: // ADD PC, Rx, $0; MOV PC, Rx; BX Rx
		return to(Jump, 8, target)
	case second == 0xe12fff30|reg: // BLX Rx
		return to(Call, 8, target).linked(14)
	}
	return Inst{}
}
