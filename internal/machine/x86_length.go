package machine

import "encoding/binary"

// An x86Inst is an instruction of 386 or amd64 taken apart, by the opcode maps
// of Intel's manual, volume 2, appendix A:
//
//	prefixes | REX | escape | opcode | ModRM SIB displacement | immediate
//	         | VEX or EVEX  |
type x86Inst struct {
	length   int
	table    byte // 0: one byte; 1: 0F, 2: 0F38, 3: 0F3A, and what VEX and EVEX have besides
	opcode   byte
	vector   bool // VEX or EVEX
	rex      byte
	repeat   byte // F2 or F3, 0 if neither
	narrow   bool // 66: operands of 16 bits
	address  bool // 67: addresses of half the size
	segment  byte // segment prefix, 0 if none
	lock     bool
	hasModRM bool
	modrm    byte
	operand  int // offset of ModRM
	tail     int // offset of the immediate
	tailLen  int
}

// form is what an opcode has behind it.
type form byte

const (
	invalid form = iota
	bare         // nothing
	imm8
	imm16
	imm24
	immZ   // 32 bits, or 16 of narrow operands
	immV   // that, or 64 bits with REX.W
	offset // of the size of addresses
	m      // from here on with ModRM
	mImm8
	mImmZ
	mGroup3 // an immediate of the first two operations of F6 and F7
)

// takeX86 takes apart the instruction that b begins with. It refuses what has
// no meaning, or more than one: prefixes behind REX, REX2, XOP, 3DNow!, the
// extensions of EVEX by APX, and addresses of 16 bits.
func takeX86(b []byte, mode64 bool) (x x86Inst, ok bool) {
	const longest = 15
	if len(b) > longest {
		b = b[:longest]
	}
	i := x.prefixes(b, mode64)
	if x.address && !mode64 {
		return x, false
	}
	i, ok = x.opcodes(b, i, mode64)
	if !ok {
		return x, false
	}
	f := x.form(mode64)
	if f == invalid {
		return x, false
	}
	if f >= m {
		x.hasModRM, x.operand = true, i
		if i, ok = x.memory(b, i); !ok {
			return x, false
		}
	}
	x.tail, x.tailLen = i, x.immediate(f, mode64)
	x.length = i + x.tailLen
	return x, x.length <= len(b)
}

// prefixes reads those that may stand in any order, then REX.
func (x *x86Inst) prefixes(b []byte, mode64 bool) int {
	for i, c := range b {
		switch {
		case c == 0x66:
			x.narrow = true
		case c == 0x67:
			x.address = true
		case c == 0xf2 || c == 0xf3:
			x.repeat = c
		case c == 0xf0:
			x.lock = true
		case c == 0x26 || c == 0x2e || c == 0x36 || c == 0x3e || c == 0x64 || c == 0x65:
			x.segment = c
		case mode64 && c&0xf0 == 0x40:
			x.rex = c
			return i + 1
		default:
			return i
		}
	}
	return len(b)
}

// opcodes reads the opcode and what says which table it is of.
func (x *x86Inst) opcodes(b []byte, i int, mode64 bool) (next int, ok bool) {
	if len(b)-i < 1 {
		return 0, false
	}
	c, rest := b[i], b[i+1:]
	second := byte(0)
	if len(rest) > 0 {
		second = rest[0]
	}
	used := 1
	switch {
	case (c == 0xc4 || c == 0xc5 || c == 0x62) && (mode64 || second>>6 == 3):
		used = x.vectorPrefix(c, rest)
		if used == 0 || x.rex != 0 || x.narrow || x.repeat != 0 || x.lock {
			return 0, false
		}
	case c == 0x0f:
		x.table, used = 1, 2
		switch second {
		case 0x38:
			x.table, used = 2, 3
		case 0x3a:
			x.table, used = 3, 3
		}
	}
	if len(b)-i < used {
		return 0, false
	}
	x.opcode = b[i+used-1]
	return i + used, true
}

// vectorPrefix reads what is behind the first byte of VEX or EVEX, and returns
// the length up to the opcode's end, 0 if it isn't one.
func (x *x86Inst) vectorPrefix(first byte, rest []byte) int {
	x.vector, x.table = true, 1
	switch {
	case first == 0xc5 && len(rest) >= 2:
		return 3
	case first == 0xc4 && len(rest) >= 3:
		x.table = rest[0] & 31
		if x.table >= 1 && x.table <= 3 {
			return 4
		}
	case first == 0x62 && len(rest) >= 4:
		x.table = rest[0] & 7
		// a bit of 0 and one of 1 that APX gave a meaning
		if rest[0]&8 == 0 && rest[1]&4 != 0 && x.table != 0 && x.table != 4 && x.table != 7 {
			return 5
		}
	}
	return 0
}

// memory reads ModRM, and SIB and displacement if it has them.
func (x *x86Inst) memory(b []byte, i int) (next int, ok bool) {
	if i >= len(b) {
		return 0, false
	}
	x.modrm = b[i]
	i++
	mod, rm := x.modrm>>6, x.modrm&7
	if mod == 3 || x.table == 1 && !x.vector && x.opcode >= 0x20 && x.opcode <= 0x23 { // control registers
		return i, true
	}
	base := rm
	if rm == 4 {
		if i >= len(b) {
			return 0, false
		}
		base = b[i] & 7
		i++
	}
	switch {
	case mod == 1:
		i++
	case mod == 2, base == 5:
		i += 4
	}
	return i, true
}

// immediate is the length of what stands last.
func (x *x86Inst) immediate(f form, mode64 bool) int {
	wide := x.rex&8 != 0
	z := 4
	if x.narrow && !wide {
		z = 2
	}
	switch f {
	case imm8, mImm8:
		return 1
	case imm16:
		return 2
	case imm24:
		return 3
	case immV:
		if wide {
			return 8
		}
		return z
	case immZ, mImmZ:
		return z
	case offset:
		if mode64 && !x.address {
			return 8
		}
		return 4
	case mGroup3:
		switch {
		case x.modrm>>3&7 > 1:
			return 0
		case x.opcode == 0xf6:
			return 1
		}
		return z
	}
	return 0
}

// relative is the target of a direct transfer.
func (x *x86Inst) relative(b []byte, pc uint64) uint64 {
	next := pc + uint64(x.length)
	if x.tailLen == 1 {
		return next + uint64(int64(int8(b[x.tail])))
	}
	return next + uint64(int64(int32(binary.LittleEndian.Uint32(b[x.tail:]))))
}
