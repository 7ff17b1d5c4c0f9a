package machine

import "encoding/binary"

// x86SP is the number of the stack pointer.
const x86SP = 4

// regField and rmField are the registers of ModRM; the latter is one only if [x86Inst.register].
func (x *x86Inst) regField() uint32 { return uint32(x.digit() | x.rex&4<<1) }
func (x *x86Inst) rmField() uint32  { return uint32(x.modrm&7 | x.rex&1<<3) }

// width is the size of operands that are not bytes.
func (x *x86Inst) width() uint8 {
	switch {
	case x.rex&8 != 0:
		return 8
	case x.narrow:
		return 2
	}
	return 4
}

// number is the immediate operand, with its sign extended.
func (x *x86Inst) number(b []byte) int64 {
	switch b = b[x.tail:]; x.tailLen {
	case 1:
		return int64(int8(b[0]))
	case 2:
		return int64(int16(binary.LittleEndian.Uint16(b)))
	case 4:
		return int64(int32(binary.LittleEndian.Uint32(b)))
	case 8:
		return int64(binary.LittleEndian.Uint64(b))
	}
	return 0
}

// at gives e the address of ModRM's operand in memory. It does not know
// addresses of half the size.
func (x *x86Inst) at(e Effect, b []byte, pc uint64, mode64 bool) Effect {
	if x.address {
		return unknown
	}
	mod, base := x.modrm>>6, x.modrm&7
	e.Base = int8(x.rmField())
	displacement := b[x.operand+1 : x.tail]
	if base == 4 {
		sib := displacement[0]
		displacement = displacement[1:]
		base = sib & 7
		e.Base = int8(base | x.rex&1<<3)
		e.Indexed = sib>>3&7|x.rex&2<<2 != 4
	}
	relative := false
	if mod == 0 && base == 5 { // an address alone, or from the next instruction on
		e.Base = None
		relative = mode64 && x.modrm&7 == 5
	}
	switch len(displacement) {
	case 1:
		e.Imm = int64(int8(displacement[0]))
	case 4:
		e.Imm = int64(int32(binary.LittleEndian.Uint32(displacement)))
	}
	if relative {
		e.Imm += int64(pc) + int64(x.length)
	}
	switch x.segment {
	case 0x64, 0x65:
		if (x.segment == 0x64) != mode64 {
			return unknown // not the thread pointer's
		}
		e.Indexed = e.Indexed || e.Base != None || relative
		e.Base = Segment
	}
	return e
}
