package machine

const riscvSP = 2

func effectRiscv64(a *Arch, b []byte, pc uint64) Effect {
	if len(b) < 2 {
		return unknown
	}
	if b[0]&3 != 3 {
		return effectRiscv64C(uint32(a.Order.Uint16(b)), pc)
	}
	if len(b) < 4 {
		return unknown
	}
	w := a.Order.Uint32(b)
	rd, f3, rs1, rs2, f7 := w>>7&31, w>>12&7, w>>15&31, w>>20&31, w>>25
	z := effects{zero: 0}
	imm12, imm20 := sext(w>>20, 12), sext(w&0xfffff000, 32)
	switch w & 0x7f {
	case 0x37: // LUI
		return z.constant(rd, imm20)
	case 0x17: // AUIPC
		return z.constant(rd, int64(pc)+imm20)
	case 0x13:
		if f3 == 0 { // ADDI
			return z.copy(rd, rs1, imm12)
		}
		return z.compute(rd)
	case 0x1b:
		if f3 == 0 && rs1 == 0 { // ADDIW
			return z.constant(rd, imm12)
		}
		return z.compute(rd)
	case 0x33:
		switch {
		case f3 == 0 && f7 == 0: // ADD
			return z.sum(rd, rs1, rs2)
		case f3 == 0 && f7 == 0x20: // SUB
			return z.difference(rd, rs1, rs2)
		}
		return z.compute(rd)
	case 0x3b: // 32-bit arithmetic
		return z.compute(rd)
	case 0x03: // loads
		if f3 < 7 {
			return z.load(rd, rs1, imm12, 1<<(f3&3))
		}
	case 0x23: // stores
		if f3 < 4 {
			return z.store(rs2, rs1, sext(f7<<5|rd, 12), 1<<f3)
		}
	case 0x63: // branches
		return neither
	case 0x6f, 0x67: // JAL, JALR
		return z.constant(rd, int64(pc+4))
	case 0x0f: // FENCE
		if f3 == 0 {
			return neither
		}
	}
	return unknown
}

// bit moves n bits of h from one place to another.
func bit(h uint32, from, n, to uint) uint32 { return h >> from & (1<<n - 1) << to }

// effectRiscv64C is of compressed instructions.
func effectRiscv64C(h uint32, pc uint64) Effect {
	z := effects{zero: 0}
	rd, rs2 := h>>7&31, h>>2&31
	low, high := h>>2&7+8, h>>7&7+8 // the short register fields
	imm6 := sext(bit(h, 12, 1, 5)|bit(h, 2, 5, 0), 6)
	word := int64(bit(h, 10, 3, 3) | bit(h, 6, 1, 2) | bit(h, 5, 1, 6))
	double := int64(bit(h, 10, 3, 3) | bit(h, 5, 2, 6))
	switch h>>13 | h&3<<4 {
	case 0x00: // C.ADDI4SPN
		if off := bit(h, 11, 2, 4) | bit(h, 7, 4, 6) | bit(h, 6, 1, 2) | bit(h, 5, 1, 3); off != 0 {
			return z.copy(low, riscvSP, int64(off))
		}
	case 0x02: // C.LW
		return z.load(low, high, word, 4)
	case 0x03: // C.LD
		return z.load(low, high, double, 8)
	case 0x06: // C.SW
		return z.store(low, high, word, 4)
	case 0x07: // C.SD
		return z.store(low, high, double, 8)
	case 0x10: // C.ADDI, C.NOP
		return z.copy(rd, rd, imm6)
	case 0x11: // C.ADDIW
		return z.compute(rd)
	case 0x12: // C.LI
		return z.constant(rd, imm6)
	case 0x13: // C.ADDI16SP, C.LUI
		if rd == riscvSP {
			return z.copy(rd, rd, sext(bit(h, 12, 1, 9)|bit(h, 6, 1, 4)|bit(h, 5, 1, 6)|bit(h, 3, 2, 7)|bit(h, 2, 1, 5), 10))
		}
		return z.constant(rd, imm6<<12)
	case 0x14: // C.SRLI C.SRAI C.ANDI C.SUB C.XOR C.OR C.AND
		return z.compute(high)
	case 0x15, 0x16, 0x17: // C.J C.BEQZ C.BNEZ
		return neither
	case 0x20: // C.SLLI
		return z.compute(rd)
	case 0x22: // C.LWSP
		return z.load(rd, riscvSP, int64(bit(h, 12, 1, 5)|bit(h, 4, 3, 2)|bit(h, 2, 2, 6)), 4)
	case 0x23: // C.LDSP
		return z.load(rd, riscvSP, int64(bit(h, 12, 1, 5)|bit(h, 5, 2, 3)|bit(h, 2, 3, 6)), 8)
	case 0x24:
		switch {
		case rs2 == 0 && h>>12&1 == 0: // C.JR
			return neither
		case rs2 == 0 && rd != 0: // C.JALR
			return z.constant(1, int64(pc+2))
		case rs2 == 0: // C.EBREAK
		case h>>12&1 == 0: // C.MV
			return z.copy(rd, rs2, 0)
		default: // C.ADD
			return z.sum(rd, rd, rs2)
		}
	case 0x26: // C.SWSP
		return z.store(rs2, riscvSP, int64(bit(h, 9, 4, 2)|bit(h, 7, 2, 6)), 4)
	case 0x27: // C.SDSP
		return z.store(rs2, riscvSP, int64(bit(h, 10, 3, 3)|bit(h, 7, 3, 6)), 8)
	}
	return unknown
}
