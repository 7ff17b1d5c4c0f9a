package machine

// form returns what the opcode has behind it. Opcodes that no program may
// execute, as those of ports, are valid here: their length is known.
func (x *x86Inst) form(mode64 bool) form {
	switch x.table {
	case 0:
		return x.formOne(mode64)
	case 1:
		if x.vector {
			return x.formVector()
		}
		return x.formTwo()
	case 2, 5, 6: // 5 and 6 are of EVEX, half precision
		return m
	case 3:
		return mImm8
	}
	return invalid
}

// formOne is of the opcodes of one byte.
func (x *x86Inst) formOne(mode64 bool) form {
	op := x.opcode
	if mode64 && missing64(op) {
		return invalid
	}
	switch {
	case op < 0x40:
		switch op & 7 {
		case 4:
			return imm8
		case 5:
			return immZ
		case 6, 7: // segment registers, decimal arithmetic; segment prefixes, which are out of place
			if op >= 0x20 && op&7 == 6 {
				return invalid
			}
			return bare
		}
		return m
	case op >= 0x70 && op <= 0x7f, op >= 0xb0 && op <= 0xb7, op >= 0xe0 && op <= 0xe7:
		return imm8
	case op >= 0xb8 && op <= 0xbf:
		return immV
	case op >= 0x84 && op <= 0x8f, op >= 0xd0 && op <= 0xd3, op >= 0xd8 && op <= 0xdf:
		return m
	}
	switch op {
	case 0x62, 0x63, 0xc4, 0xc5, 0xfe, 0xff:
		return m
	case 0x6b, 0x80, 0x82, 0x83, 0xc0, 0xc1, 0xc6:
		return mImm8
	case 0x69, 0x81, 0xc7:
		return mImmZ
	case 0xf6, 0xf7:
		return mGroup3
	case 0x6a, 0xa8, 0xcd, 0xd4, 0xd5, 0xeb:
		return imm8
	case 0x68, 0xa9, 0xe8, 0xe9:
		return immZ
	case 0xa0, 0xa1, 0xa2, 0xa3:
		return offset
	case 0xc2, 0xca:
		return imm16
	case 0xc8:
		return imm24
	case 0x9a, 0xea, 0xd6, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3: // far; undocumented; prefixes behind REX
		return invalid
	}
	return bare
}

// missing64 reports opcodes of one byte that amd64 has no more.
func missing64(op byte) bool {
	switch op {
	case 0x06, 0x07, 0x0e, 0x16, 0x17, 0x1e, 0x1f, 0x27, 0x2f, 0x37, 0x3f, // PUSH, POP of segments, decimal arithmetic
		0x60, 0x61, 0x62, 0x82, 0xc4, 0xc5, 0xce, 0xd4, 0xd5: // PUSHA POPA BOUND ... LES LDS INTO AAM AAD
		return true
	}
	return op >= 0x40 && op <= 0x4f // REX, which is read elsewhere
}

// formTwo is of the opcodes behind 0F.
func (x *x86Inst) formTwo() form {
	op := x.opcode
	switch {
	case op >= 0x30 && op <= 0x35, op >= 0xc8 && op <= 0xcf:
		return bare
	case op >= 0x80 && op <= 0x8f:
		return immZ
	case op >= 0x70 && op <= 0x73:
		return mImm8
	}
	switch op {
	case 0x05, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x77, 0xa0, 0xa1, 0xa2, 0xa8, 0xa9, 0xaa:
		return bare
	case 0xa4, 0xac, 0xba, 0xc2, 0xc4, 0xc5, 0xc6:
		return mImm8
	case 0x04, 0x0a, 0x0c, 0x0e, 0x0f, 0x24, 0x25, 0x26, 0x27, 0x36, 0x37, 0x39, // unassigned, 3DNow!, GETSEC
		0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x78, 0x79, 0x7a, 0x7b, 0xa6, 0xa7: // SSE4A and VMX share 78 and 79
		return invalid
	}
	return m
}

// formVector is of the opcodes that VEX and EVEX share with 0F.
func (x *x86Inst) formVector() form {
	switch x.opcode {
	case 0x77: // VZEROUPPER, VZEROALL
		return bare
	case 0x70, 0x71, 0x72, 0x73, 0xc2, 0xc4, 0xc5, 0xc6:
		return mImm8
	}
	return m
}
