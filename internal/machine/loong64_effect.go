package machine

// effectLoong64 knows integer arithmetic, loads, stores and calls (LoongArch
// Reference Manual, volume 1).
func effectLoong64(a *Arch, b []byte, pc uint64) Effect {
	if len(b) < 4 {
		return unknown
	}
	w := a.Order.Uint32(b)
	rd, rj, rk := w&31, w>>5&31, w>>10&31
	z := effects{zero: 0}
	imm12, imm20 := sext(w>>10, 12), sext(w>>5, 20)<<12
	switch op := w >> 22; op {
	case 0x0b: // ADDI.D
		return z.copy(rd, rj, imm12)
	case 0x0a: // ADDI.W
		if rj == 0 {
			return z.constant(rd, imm12)
		}
		return z.compute(rd)
	case 0x0e: // ORI
		if rj == 0 {
			return z.constant(rd, int64(w>>10&0xfff))
		}
		return z.compute(rd)
	case 0x0d, 0x0f: // ANDI, XORI
		return z.compute(rd)
	case 0xa0, 0xa1, 0xa2, 0xa3: // LD.B LD.H LD.W LD.D
		return z.load(rd, rj, imm12, 1<<(op&3))
	case 0xa8, 0xa9, 0xaa: // LD.BU LD.HU LD.WU
		return z.load(rd, rj, imm12, 1<<(op&3))
	case 0xa4, 0xa5, 0xa6, 0xa7: // ST.B ST.H ST.W ST.D
		return z.store(rd, rj, imm12, 1<<(op&3))
	}
	switch w >> 15 {
	case 0x21: // ADD.D
		return z.sum(rd, rj, rk)
	case 0x23: // SUB.D
		return z.difference(rd, rj, rk)
	case 0x2a: // OR
		return z.or(rd, rj, rk)
	case 0x20, 0x22, 0x29, 0x2b: // ADD.W SUB.W AND XOR
		return z.compute(rd)
	}
	if w>>16 == 0x0041 { // SLLI.D
		return z.compute(rd)
	}
	switch w >> 25 {
	case 0x0a: // LU12I.W
		return z.constant(rd, imm20)
	case 0x0c: // PCADDI
		return z.constant(rd, int64(pc)+imm20>>10)
	case 0x0d: // PCALAU12I
		return z.constant(rd, int64(pc&^0xfff)+imm20)
	case 0x0e: // PCADDU12I
		return z.constant(rd, int64(pc)+imm20)
	}
	switch w >> 26 {
	case 0x10, 0x11, 0x14, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b: // BEQZ BNEZ B BEQ BNE BLT BGE BLTU BGEU
		return neither
	case 0x13: // JIRL
		return z.constant(rd, int64(pc+4))
	case 0x15: // BL
		return z.constant(1, int64(pc+4))
	}
	return unknown
}
