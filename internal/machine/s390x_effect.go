package machine

func effectS390x(a *Arch, b []byte, pc uint64) Effect {
	if len(b) < 2 {
		return unknown
	}
	n := [...]int{2, 4, 4, 6}[b[0]>>6]
	if len(b) < n {
		return unknown
	}
	z := effects{zero: None}
	r1, r2 := uint32(b[1]>>4), uint32(b[1]&15)
	relative := func() int64 { return int64(pc) + sext(a.Order.Uint32(b[2:]), 32)*2 }
	next := int64(pc) + int64(n)
	switch op := b[0]; op {
	case 0x07: // BCR
		return neither
	case 0x0d: // BASR
		return z.constant(r1, next)
	case 0x19, 0x15: // CR, CLR
		return neither
	case 0x41: // LA
		e := z.copy(r1, 0, 0)
		return address(e, b, int64(b[2]&15)<<8|int64(b[3]))
	case 0x50, 0x58: // ST, L
		e := z.store(r1, 0, 0, 4)
		if op == 0x58 {
			e = z.load(r1, 0, 0, 4)
		}
		return address(e, b, int64(b[2]&15)<<8|int64(b[3]))
	case 0xa7:
		imm := sext(uint32(a.Order.Uint16(b[2:])), 16)
		switch r2 {
		case 4: // BRC
			return neither
		case 5: // BRAS
			return z.constant(r1, next)
		case 8, 10: // LHI, AHI: of the low half
			return z.compute(r1)
		case 9: // LGHI
			return z.constant(r1, imm)
		case 11: // AGHI
			return z.copy(r1, r1, imm)
		case 14: // CHI
			return neither
		case 15: // CGHI
			return compare(int8(r1), None, imm)
		}
	case 0xb2:
		if b[1] == 0x4f { // EAR
			return z.compute(uint32(b[3] >> 4))
		}
	case 0xb9:
		return effectS390xB9(b)
	case 0xc0:
		switch r2 {
		case 0: // LARL
			return z.constant(r1, relative())
		case 1: // LGFI
			return z.constant(r1, sext(a.Order.Uint32(b[2:]), 32))
		case 4: // BRCL
			return neither
		case 5: // BRASL
			return z.constant(r1, next)
		case 15: // LLILF
			return z.constant(r1, int64(a.Order.Uint32(b[2:])))
		}
	case 0xc2:
		if r2 == 8 { // AGFI
			return z.copy(r1, r1, sext(a.Order.Uint32(b[2:]), 32))
		}
	case 0xc4:
		switch r2 {
		case 8: // LGRL
			return z.load(r1, 0, 0, 8).at(uint64(relative()))
		case 11: // STGRL
			return z.store(r1, 0, 0, 8).at(uint64(relative()))
		}
	case 0xe3:
		return effectS390xE3(b)
	case 0xeb:
		if b[5] == 0x0d || b[5] == 0x0c { // SLLG, SRLG
			return z.compute(r1)
		}
	case 0xec:
		switch b[5] {
		case 0x64, 0x65, 0x76, 0x77, 0x7c, 0x7d, 0x7e, 0x7f: // compare and branch
			return neither
		}
	}
	return unknown
}

// effectS390xB9 is of instructions of two or three registers.
func effectS390xB9(b []byte) Effect {
	z := effects{zero: None}
	r1, r2 := uint32(b[3]>>4), uint32(b[3]&15)
	switch b[1] {
	case 0x02: // LTGR
		if r1 == r2 {
			return compare(int8(r1), None, 0)
		}
		return z.compute(r1)
	case 0x03: // LCGR
		return Effect{Op: Negate, Dst: int8(r1), Src: int8(r2), Base: None}
	case 0x04: // LGR
		return z.copy(r1, r2, 0)
	case 0x08: // AGR
		return z.sum(r1, r1, r2)
	case 0x09, 0x80, 0x81: // SGR NGR OGR
		return z.compute(r1)
	case 0x82: // XGR
		if r1 == r2 {
			return z.constant(r1, 0)
		}
		return z.compute(r1)
	case 0x20, 0x21: // CGR, CLGR
		return compare(int8(r1), int8(r2), 0)
	case 0xe8: // AGRK
		return z.sum(r1, r2, uint32(b[2]>>4))
	case 0xe9: // SGRK
		return z.compute(r1)
	}
	return unknown
}

// effectS390xE3 is of memory operands with 20-bit offsets.
func effectS390xE3(b []byte) Effect {
	z := effects{zero: None}
	r1 := uint32(b[1] >> 4)
	off := int64(int8(b[4]))<<12 | int64(b[2]&15)<<8 | int64(b[3])
	switch b[5] {
	case 0x71: // LAY
		return address(z.copy(r1, 0, 0), b, off)
	case 0x04: // LG
		return address(z.load(r1, 0, 0, 8), b, off)
	case 0x14, 0x16, 0x58: // LGF LLGF LY
		return address(z.load(r1, 0, 0, 4), b, off)
	case 0x15, 0x91: // LGH LLGH
		return address(z.load(r1, 0, 0, 2), b, off)
	case 0x77, 0x90: // LGB LLGC
		return address(z.load(r1, 0, 0, 1), b, off)
	case 0x24: // STG
		return address(z.store(r1, 0, 0, 8), b, off)
	case 0x50: // STY
		return address(z.store(r1, 0, 0, 4), b, off)
	case 0x70: // STHY
		return address(z.store(r1, 0, 0, 2), b, off)
	case 0x72: // STCY
		return address(z.store(r1, 0, 0, 1), b, off)
	}
	return unknown
}

// address gives e the address of an instruction with an index and a base
// register; 0 means none.
func address(e Effect, b []byte, off int64) Effect {
	none := effects{zero: 0}
	index, base := none.reg(uint32(b[1]&15)), none.reg(uint32(b[2]>>4))
	if base == None {
		index, base = base, index
	}
	e.Imm = off
	if e.Op != Copy {
		e.Base, e.Indexed = base, index != None
		return e
	}
	switch e.Src = base; { // LA, LAY
	case base == None:
		e.Op = Const
	case index != None:
		e.Op, e.Src, e.Base, e.Imm = Compute, None, None, 0
	}
	return e
}
