package machine

// Special purpose register n is register 32+n.
const (
	ppcSP  = 1
	ppcLR  = 32 + 8
	ppcCTR = 32 + 9
)

// effectPPC64 knows instructions that don't write a condition register, and
// comparisons into CR0.
func effectPPC64(a *Arch, b []byte, pc uint64) Effect {
	if len(b) < 4 {
		return unknown
	}
	w := a.Order.Uint32(b)
	rt, ra := w>>21&31, w>>16&31
	z := effects{zero: None} // R0 is zero only by convention
	imm := sext(w, 16)
	base := effects{zero: 0} // as a base register, 0 means none
	memory := func(e Effect) Effect {
		e.Base = base.reg(ra)
		return e
	}
	switch w >> 26 {
	case 1:
		return effectPPC64Prefixed(a, b, pc)
	case 14: // ADDI
		if ra == 0 {
			return z.constant(rt, imm)
		}
		return z.copy(rt, ra, imm)
	case 15: // ADDIS
		if ra == 0 {
			return z.constant(rt, imm<<16)
		}
		return z.copy(rt, ra, imm<<16)
	case 24, 25, 26, 27: // ORI ORIS XORI XORIS: ra is the destination
		if w&0xffff == 0 {
			return z.copy(ra, rt, 0)
		}
		return z.compute(ra)
	case 30: // RLDICL, RLDICR and their like
		if w&1 == 0 {
			return z.compute(ra)
		}
	case 31:
		return effectPPC64X(w)
	case 10, 11: // CMPLDI, CMPDI
		switch w >> 21 & 31 {
		case 1: // CR0, 64 bits
			if w>>26 == 10 {
				imm = int64(w & 0xffff)
			}
			return compare(int8(ra), None, imm)
		case 0:
			return neither
		}
	case 32: // LWZ
		return memory(z.load(rt, ra, imm, 4))
	case 34: // LBZ
		return memory(z.load(rt, ra, imm, 1))
	case 40: // LHZ
		return memory(z.load(rt, ra, imm, 2))
	case 36: // STW
		return memory(z.store(rt, ra, imm, 4))
	case 38: // STB
		return memory(z.store(rt, ra, imm, 1))
	case 44: // STH
		return memory(z.store(rt, ra, imm, 2))
	case 58:
		switch w & 3 {
		case 0: // LD
			return memory(z.load(rt, ra, imm, 8))
		case 2: // LWA
			return memory(z.load(rt, ra, imm&^3, 4))
		}
	case 62:
		switch off := imm &^ 3; {
		case w&3 == 0: // STD
			return memory(z.store(rt, ra, off, 8))
		case w&3 == 1 && ra == ppcSP && off < 0: // STDU
			return Effect{Op: Push, Dst: None, Src: int8(rt), Base: ppcSP, Imm: -off, Size: 8}
		}
	case 16, 18: // BC, B
		if w&1 != 0 {
			return z.constant(ppcLR, int64(pc+4))
		}
		return neither
	case 19:
		if x := w >> 1 & 0x3ff; x == 16 || x == 528 { // BCLR, BCCTR
			if w&1 != 0 {
				return z.constant(ppcLR, int64(pc+4))
			}
			return neither
		}
	}
	return unknown
}

// effectPPC64Prefixed is of the instructions of eight bytes that Go's assembler
// makes for POWER10: addresses and offsets of 34 bits, perhaps from the
// instruction itself on.
func effectPPC64Prefixed(a *Arch, b []byte, pc uint64) Effect {
	w, ok := a.words(b, 2)
	if !ok {
		return unknown
	}
	prefix, suffix := w[0], w[1]
	rt, ra := suffix>>21&31, suffix>>16&31
	off := int64(signed(uint64(prefix&0x3ffff)<<16|uint64(suffix&0xffff), 34))
	z := effects{zero: None}
	var e Effect
	switch kind := prefix >> 24 & 3; { // 0: 8LS, 2: MLS
	case kind == 2 && suffix>>26 == 14: // PADDI
		if ra == 0 || prefix>>20&1 != 0 {
			e = z.constant(rt, off)
		} else {
			e = z.copy(rt, ra, off)
		}
	case kind == 0 && suffix>>26 == 57: // PLD
		e = z.load(rt, ra, off, 8)
	case kind == 0 && suffix>>26 == 61: // PSTD
		e = z.store(rt, ra, off, 8)
	case kind == 2 && suffix>>26 == 32: // PLWZ
		e = z.load(rt, ra, off, 4)
	case kind == 2 && suffix>>26 == 36: // PSTW
		e = z.store(rt, ra, off, 4)
	default:
		return unknown
	}
	if ra == 0 && e.Memory() {
		e.Base = None
	}
	if prefix>>20&1 != 0 { // from this instruction on; with a base it is no valid form
		if ra != 0 {
			return unknown
		}
		e.Imm += int64(pc)
	}
	return e
}

// effectPPC64X is of the instructions with three registers. Those that write a
// condition register besides are Unknown.
func effectPPC64X(w uint32) Effect {
	rt, ra, rb := w>>21&31, w>>16&31, w>>11&31
	z := effects{zero: None}
	if w&1 != 0 {
		return unknown
	}
	spr := w>>16&31 | w>>11&31<<5
	switch w >> 1 & 0x3ff {
	case 0, 32: // CMPD, CMPLD
		switch rt {
		case 1: // CR0, 64 bits
			return compare(int8(ra), int8(rb), 0)
		case 0:
			return neither
		}
	case 444: // OR
		if rt == rb {
			return z.copy(ra, rt, 0)
		}
		return z.compute(ra)
	case 316: // XOR
		if rt == rb {
			return z.constant(ra, 0)
		}
		return z.compute(ra)
	case 28: // AND
		return z.compute(ra)
	case 266: // ADD
		return z.sum(rt, ra, rb)
	case 40: // SUBF
		return z.compute(rt)
	case 104: // NEG
		return Effect{Op: Negate, Dst: int8(rt), Src: int8(ra), Base: None}
	case 339: // MFSPR
		switch spr {
		case 8, 9:
			return z.copy(rt, 32+spr, 0)
		}
	case 467: // MTSPR
		switch spr {
		case 8, 9:
			return z.copy(32+spr, rt, 0)
		}
	}
	return unknown
}
