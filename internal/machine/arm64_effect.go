package machine

import "math/bits"

// Register 31 is the stack pointer where an instruction has that in this place,
// and the zero register, which is not named, where it has that.
const sp64 = 31

func effectArm64(a *Arch, b []byte, pc uint64) Effect {
	if len(b) < 4 {
		return unknown
	}
	w := a.Order.Uint32(b)
	rd, rn, rm := w&31, w>>5&31, w>>16&31
	z := effects{zero: 31}   // where 31 is the zero register
	s := effects{zero: None} // where 31 is the stack pointer
	imm12 := int64(w >> 10 & 0xfff)
	if w>>22&1 != 0 {
		imm12 <<= 12
	}
	switch w & 0xff800000 {
	case 0x91000000: // ADD $imm
		return s.copy(rd, rn, imm12)
	case 0xd1000000: // SUB $imm
		return s.copy(rd, rn, -imm12)
	case 0xf1000000: // SUBS $imm
		if rd == 31 {
			return compare(int8(rn), None, imm12)
		}
	case 0x71000000: // SUBSW $imm
		if rd == 31 {
			return neither
		}
	case 0xb2000000, 0x32000000: // ORR $bitmask
		if v, ok := bitmask(w); ok && rn == 31 {
			return s.constant(rd, v)
		}
	case 0xd2800000, 0x52800000: // MOVZ
		return z.constant(rd, int64(uint64(w>>5&0xffff)<<(w>>21&3*16)))
	case 0x92800000: // MOVN
		return z.constant(rd, int64(^(uint64(w>>5&0xffff) << (w >> 21 & 3 * 16))))
	case 0x12800000: // MOVNW
		return z.constant(rd, int64(^(w >> 5 & 0xffff << (w >> 21 & 1 * 16))))
	case 0xf2800000, 0x72800000: // MOVK
		return z.compute(rd)
	}
	switch w & 0x9f000000 {
	case 0x10000000, 0x90000000: // ADR, ADRP
		off := sext(w>>5&0x7ffff<<2|w>>29&3, 21)
		if w>>31 != 0 {
			return z.constant(rd, int64(pc&^0xfff)+off<<12)
		}
		return z.constant(rd, int64(pc)+off)
	}
	switch w & 0xffe0fc00 {
	case 0x8b000000: // ADD
		return z.sum(rd, rn, rm)
	case 0xcb000000: // SUB
		return z.difference(rd, rn, rm)
	case 0xeb000000: // SUBS
		if rd == 31 && rn != 31 && rm != 31 {
			return compare(int8(rn), int8(rm), 0)
		}
	case 0x6b000000: // SUBSW
		if rd == 31 {
			return neither
		}
	case 0xaa000000: // ORR
		return z.or(rd, rn, rm)
	case 0x2a000000: // ORRW
		if rn == 31 && rm == 31 {
			return z.constant(rd, 0)
		}
		return z.compute(rd)
	}
	switch w & 0xffe00c00 {
	case 0xf8400000: // LDUR
		return memory64(w).load(rd, rn, sext(w>>12, 9), 8)
	case 0xf8000000: // STUR
		return memory64(w).store(rd, rn, sext(w>>12, 9), 8)
	case 0xf8000c00: // STR Rt, -imm(Rn)!
		if off := sext(w>>12, 9); rn == sp64 && off < 0 {
			return Effect{Op: Push, Dst: None, Src: z.reg(rd), Base: sp64, Imm: -off, Size: 8}
		}
	case 0xf8400400: // LDR Rt, (Rn), imm
		if off := sext(w>>12, 9); rn == sp64 && off > 0 {
			return Effect{Op: Pop, Dst: z.reg(rd), Src: None, Base: sp64, Imm: off, Size: 8}
		}
	case 0xf8600800: // LDR (Rn)(Rm)
		return memory64(w).load(rd, rn, 0, 8).indexed()
	case 0xf8200800: // STR (Rn)(Rm)
		return memory64(w).store(rd, rn, 0, 8).indexed()
	}
	if size := w >> 30; w>>24&0x3f == 0x39 { // LDR, STR with unsigned offset
		off := int64(w>>10&0xfff) << size
		switch w >> 22 & 3 {
		case 0:
			return memory64(w).store(rd, rn, off, 1<<size)
		case 1, 2:
			if size < 3 || w>>22&3 == 1 {
				return memory64(w).load(rd, rn, off, 1<<size)
			}
		}
	}
	switch {
	case w>>24 == 0x58: // LDR literal
		return z.load(rd, 31, 0, 8).at(pc + uint64(sext(w>>5, 19)*4))
	case w>>20 == 0xd53: // MRS
		return z.compute(rd)
	case w == 0xd503201f, w>>26 == 5, w>>24 == 0x54, w>>25&0x3f == 0x1a, w>>25&0x3f == 0x1b, // NOP B B.cond CBZ TBZ
		w&0xfffffc1f == 0xd61f0000, w&0xfffffc1f == 0xd65f0000: // BR RET
		return neither
	case w>>26 == 0x25, w&0xfffffc1f == 0xd63f0000: // BL BLR
		return s.constant(30, int64(pc+4))
	}
	return unknown
}

// memory64 makes effects of a load or store: base 31 is the stack pointer, the
// transferred register 31 the zero register.
type memory64 uint32

func (memory64) load(rt, rn uint32, off int64, size uint8) Effect {
	e := effects{None}.load(rt, rn, off, size)
	e.Dst = effects{31}.reg(rt)
	return e
}

func (memory64) store(rt, rn uint32, off int64, size uint8) Effect {
	e := effects{None}.store(rt, rn, off, size)
	e.Src = effects{31}.reg(rt)
	return e
}

// bitmask decodes the immediate of a logical instruction: a run of ones,
// rotated, and repeated to the register's width.
func bitmask(w uint32) (v int64, ok bool) {
	n, immr, imms := w>>22&1, w>>16&63, w>>10&63
	length := bits.Len32(n<<6|^imms&63) - 1
	if length < 1 || n != 0 && w>>31 == 0 {
		return 0, false
	}
	size := uint32(1) << length
	ones, turn := imms&(size-1)+1, immr&(size-1)
	if ones == size {
		return 0, false
	}
	element := uint64(1)<<ones - 1
	var mask uint64
	for i := uint32(0); i < 64; i += size {
		for j := range size {
			mask |= element >> ((j + turn) % size) & 1 << (i + j)
		}
	}
	if w>>31 == 0 {
		mask = uint64(uint32(mask))
	}
	return int64(mask), true
}
