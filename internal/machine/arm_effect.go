package machine

import "math/bits"

// The registers of arm that are not like the others.
const (
	armSP = 13
	armPC = 15
)

// effectArm knows instructions that are always executed: conditional ones,
// branches apart, are Unknown.
func effectArm(a *Arch, b []byte, pc uint64) Effect {
	if len(b) < 4 {
		return unknown
	}
	w := a.Order.Uint32(b)
	z := effects{zero: None}
	if w>>25&7 == 5 && w>>28 != 15 { // B, BL
		switch {
		case w>>24&1 == 0:
			return neither
		case w>>28 == 14:
			return z.constant(14, int64(pc+4))
		}
	}
	if w>>28 != 14 {
		return unknown
	}
	rn, rd, rm := w>>16&15, w>>12&15, w&15
	imm := int64(bits.RotateLeft32(w&0xff, -int(w>>8&15*2)))
	plain := w>>5&0x7f == 0 && w>>4&1 == 0 // the second operand is Rm as it is
	switch op := w >> 20 & 0xff; {
	case rd == armPC && (op == 0x28 || op == 0x1a): // ADD $0, Rn, PC; MOV Rm, PC: transfers
		return neither
	case op == 0x35 && rd == 0: // CMP $imm
		return compare(int8(rn), None, imm)
	case op == 0x15 && rd == 0 && plain && rm != armPC: // CMP
		return compare(int8(rn), int8(rm), 0)
	case w>>25&7 == 2 || w>>25&7 == 3 && w>>4&1 == 0: // LDR, STR
		return effectArmMemory(w, pc)
	case w&0xffff0fff == 0xee1d0f70 && rd != armPC: // MRC p15, 0, Rd, c13, c0, 3
		return z.compute(rd)
	case w == 0xe320f000: // NOP
		return neither
	case rd == armPC:
		return unknown
	case op == 0x3a && rn == 0: // MOVW $imm
		return z.constant(rd, imm)
	case op == 0x3e && rn == 0: // MVN $imm
		return z.constant(rd, int64(^uint32(imm)))
	case op == 0x30: // MOVW $imm16
		return z.constant(rd, int64(w>>4&0xf000|w&0xfff))
	case op == 0x34: // MOVT
		return z.compute(rd)
	case op == 0x28 || op == 0x24: // ADD, SUB $imm
		if op == 0x24 {
			imm = -imm
		}
		if rn == armPC {
			return z.constant(rd, int64(pc+8)+imm)
		}
		return z.copy(rd, rn, imm)
	case w>>4&1 != 0 || rm == armPC || rn == armPC: // shifts by registers, multiplications
		return unknown
	case op == 0x1a && plain: // MOVW
		return z.copy(rd, rm, 0)
	case op == 0x1a: // MOVW Rm<<imm
		return z.compute(rd)
	case op == 0x08 && plain: // ADD
		return z.sum(rd, rn, rm)
	case op == 0x08, op == 0x04: // ADD with a shift, SUB
		return z.compute(rd)
	}
	return unknown
}

// effectArmMemory is of LDR and STR of words and bytes.
func effectArmMemory(w uint32, pc uint64) Effect {
	z := effects{zero: None}
	rn, rd := w>>16&15, w>>12&15
	before, up, write, load := w>>24&1 != 0, w>>23&1 != 0, w>>21&1 != 0, w>>20&1 != 0
	off, size := int64(w&0xfff), uint8(4)
	if !up {
		off = -off
	}
	if w>>22&1 != 0 {
		size = 1
	}
	var e Effect
	switch index := w>>25&1 != 0; {
	case before && !write && load:
		e = z.load(rd, rn, off, size)
		e.Indexed = index
	case before && !write:
		e = z.store(rd, rn, off, size)
		e.Indexed = index
	case index || rn != armSP || size != 4:
		return unknown
	case before && off < 0 && !load: // STR Rd, -off(SP)!
		return Effect{Op: Push, Dst: None, Src: int8(rd), Base: armSP, Imm: -off, Size: size}
	case !before && !write && off > 0 && load: // LDR Rd, (SP), off
		return Effect{Op: Pop, Dst: int8(rd), Src: None, Base: armSP, Imm: off, Size: size}
	default:
		return unknown
	}
	if e.Indexed {
		e.Imm = 0
	}
	if rn == armPC {
		if e.Indexed {
			return unknown
		}
		e = e.at(pc + 8 + uint64(off))
	}
	return e
}
