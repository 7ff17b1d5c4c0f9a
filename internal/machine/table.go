package machine

// The compiler turns switches of many cases into tables of addresses, on amd64,
// arm64 and loong64. The table's address goes to a register, and after the
// bounds check, or before it, the jump follows:
//
//	amd64    LEAQ table(RIP), B          JMP (B)(I*8)
//	arm64    ADRP table, A; ADD A, B     MOVD (B)(I<<3), R27; JMP (R27)
//	loong64  PCALAU12I table, A; ADDI.D A, B
//	                                     ALSL.D $3, I, B, R30; LD.D (R30), R30; JIRL R0, R30
//
// The first part is searched among the instructions before the jump; one that
// may write the register meanwhile ends the search.

// window is how many instructions before the jump are looked at.
const window = 24

// tableX86 knows amd64's.
func tableX86(a *Arch, b []byte, pc uint64, before []Before) (uint64, bool) {
	x, ok := takeX86(b, true)
	if !ok || x.table != 0 || x.vector || x.opcode != 0xff || x.address || x.segment != 0 || x.narrow || x.lock {
		return 0, false
	}
	short := x.modrm == 0x64 && b[x.operand+2] == 0 // with a displacement, which R13 and BP as a base must have
	if x.modrm != 0x24 && !short {                  // JMP by SIB
		return 0, false
	}
	sib := b[x.operand+1]
	index, base := sib>>3&7|x.rex&2<<2, sib&7|x.rex&1<<3
	if sib>>6 != 3 || index == 4 || sib&7 == 5 && !short {
		return 0, false
	}
	for _, p := range before[:min(len(before), window)] {
		x, ok := takeX86(p.Bytes, true)
		if !ok {
			return 0, false
		}
		if x.table == 0 && !x.vector && x.opcode == 0x8d && x.rex&8 != 0 && x.modrm&0xc7 == 5 && !x.address && x.modrm>>3&7|x.rex&4<<1 == base {
			x.tail, x.tailLen = x.operand+1, 4 // LEAQ (RIP) to the base: a displacement like a branch's
			return x.relative(p.Bytes, p.PC), true
		}
		if x.mayWrite(base) {
			return 0, false
		}
	}
	return 0, false
}

// mayWrite reports whether the instruction may write a register: false only for
// moves, plain arithmetic and comparisons that are seen to write another one.
func (x *x86Inst) mayWrite(reg byte) bool {
	op := x.opcode
	high := x.table == 0 && op&1 == 0 && x.rex == 0 // of bytes: AH to BH may be meant
	is := func(n byte) bool { return n == reg || high && n&3 == reg }
	rm := x.register() && is(x.modrm&7|x.rex&1<<3) // a register operand of ModRM
	other := is(x.digit() | x.rex&4<<1)
	switch {
	case x.vector:
	case x.table == 1:
		switch {
		case op == 0x1f: // NOP
			return false
		case op == 0xb6, op == 0xb7, op == 0xbe, op == 0xbf, op&0xf0 == 0x40: // MOVZX MOVSX CMOV
			return other
		}
	case x.table == 0:
		switch {
		case op >= 0x38 && op <= 0x3b, op == 0x84, op == 0x85, op == 0x90 && x.rex&1 == 0: // CMP, TEST, NOP
			return false
		case op < 0x40 && op&6 == 0, op == 0x88, op == 0x89: // arithmetic, MOV to ModRM's operand
			return rm
		case op < 0x40 && op&6 == 2, op == 0x8a, op == 0x8b, op == 0x8d, op == 0x63: // the other way; LEA, MOVSXD
			return other
		case op == 0x80, op == 0x81, op == 0x83, op == 0xc6, op == 0xc7, op == 0xc0, op == 0xc1: // with a constant
			return rm && !(op < 0xc0 && x.digit() == 7)
		case op >= 0xb8 && op <= 0xbf: // MOV of a constant
			return op&7|x.rex&1<<3 == reg
		}
	}
	return true
}

// tableArm64 knows arm64's.
func tableArm64(a *Arch, b []byte, pc uint64, before []Before) (uint64, bool) {
	jump, ok := a.words(b, 1)
	if !ok || jump[0] != 0xd61f0360 || len(before) < 2 { // BR R27
		return 0, false
	}
	load, ok := a.words(before[0].Bytes, 1)
	if !ok || load[0]&0xffe0fc1f != 0xf860781b { // LDR R27, [B, I, LSL #3]
		return 0, false
	}
	at, low, page := a.address(before[1:], load[0]>>5&31, 0x91000000, 0x9f000000, 0x90000000)
	return pageArm64(page, at) + uint64(low), page != 0
}

// tableLoong64 knows loong64's.
func tableLoong64(a *Arch, b []byte, pc uint64, before []Before) (uint64, bool) {
	jump, ok := a.words(b, 1)
	if !ok || jump[0] != 0x4c0003c0 || len(before) < 3 { // JIRL R0, R30, 0
		return 0, false
	}
	load, _ := a.words(before[0].Bytes, 1)
	scale, _ := a.words(before[1].Bytes, 1)
	if load[0] != 0x28c003de || scale[0]&0xffff801f != 0x002d001e { // LD.D R30, R30, 0; ALSL.D R30, I, B, 4-1
		return 0, false
	}
	at, low, page := a.address(before[2:], scale[0]>>10&31, 0x02c00000, 0xfe000000, 0x1a000000)
	return pageLoong64(page, at) + signed(uint64(low), 12), page != 0
}

// address searches, the nearest first, for the addition of a constant of 12
// bits that makes what reg holds, and then for the instruction that makes the
// address of the page it adds to. It returns that instruction, where it is, and
// the constant; page is 0 if they are not there. Both architectures have the
// destination in the lowest five bits, the source in the next, then the constant.
func (a *Arch) address(before []Before, reg, add, pageMask, pageBits uint32) (at uint64, low, page uint32) {
	added := false
	for _, p := range before[:min(len(before), window)] {
		ws, ok := a.words(p.Bytes, 1)
		if !ok {
			break
		}
		w := ws[0]
		switch written, _ := a.mentions(p.Bytes[:4]); {
		case !added && w&0xffc0001f == add|reg:
			added, low, reg = true, w>>10&0xfff, w>>5&31
		case added && w&(pageMask|31) == pageBits|reg:
			return p.PC, low, w
		case written.Has(int8(reg)):
			return 0, 0, 0
		}
	}
	return 0, 0, 0
}
