package machine

func effectMips(a *Arch, b []byte, pc uint64) Effect {
	if len(b) < 4 {
		return unknown
	}
	w := a.Order.Uint32(b)
	rs, rt := w>>21&31, w>>16&31
	z := effects{zero: 0}
	imm := sext(w, 16)
	narrow := a.PtrSize == 4 // 32-bit arithmetic is of whole registers
	switch op := w >> 26; op {
	case 0:
		return effectMipsSpecial(w, pc, narrow)
	case 1: // BLTZ, BGEZ
		if rt <= 1 {
			return neither
		}
	case 2, 4, 5, 6, 7: // J BEQ BNE BLEZ BGTZ
		return neither
	case 3: // JAL
		return z.constant(31, int64(pc+8))
	case 8, 9: // ADDI, ADDIU
		if narrow || rs == 0 {
			return z.copy(rt, rs, imm)
		}
		return z.compute(rt)
	case 24, 25: // DADDI, DADDIU
		if !narrow {
			return z.copy(rt, rs, imm)
		}
	case 10, 11, 12, 14: // SLTI SLTIU ANDI XORI
		return z.compute(rt)
	case 13: // ORI
		if rs == 0 {
			return z.constant(rt, int64(w&0xffff))
		}
		return z.compute(rt)
	case 15: // LUI
		return z.constant(rt, imm<<16)
	case 32, 36: // LB LBU
		return z.load(rt, rs, imm, 1)
	case 33, 37: // LH LHU
		return z.load(rt, rs, imm, 2)
	case 35, 39: // LW LWU
		return z.load(rt, rs, imm, 4)
	case 55: // LD
		return z.load(rt, rs, imm, 8)
	case 40:
		return z.store(rt, rs, imm, 1)
	case 41:
		return z.store(rt, rs, imm, 2)
	case 43:
		return z.store(rt, rs, imm, 4)
	case 63:
		return z.store(rt, rs, imm, 8)
	case 31: // RDHWR
		if w&0xffe007ff == 0x7c00003b {
			return z.compute(rt)
		}
	}
	return unknown
}

// effectMipsSpecial is of the instructions with three registers.
func effectMipsSpecial(w uint32, pc uint64, narrow bool) Effect {
	rs, rt, rd := w>>21&31, w>>16&31, w>>11&31
	z := effects{zero: 0}
	switch w & 63 {
	case 0, 2, 3, 4, 6, 7, 36, 38, 39, 42, 43, 56, 58, 59, 60, 62, 63, 20, 22, 23: // shifts, AND XOR NOR SLT
		return z.compute(rd)
	case 8: // JR
		return neither
	case 9: // JALR
		return z.constant(rd, int64(pc+8))
	case 32, 33: // ADD, ADDU
		if narrow {
			return z.sum(rd, rs, rt)
		}
		return z.compute(rd)
	case 44, 45: // DADD, DADDU
		return z.sum(rd, rs, rt)
	case 34, 35: // SUB, SUBU
		if narrow {
			return z.difference(rd, rs, rt)
		}
		return z.compute(rd)
	case 46, 47: // DSUB, DSUBU
		return z.difference(rd, rs, rt)
	case 37: // OR
		return z.or(rd, rs, rt)
	}
	return unknown
}
