package machine

// mentions returns which general registers any instruction may write and which
// it may name: supersets, by the bit fields in which the architecture's formats
// name registers. An immediate operand may look like one.
func (a *Arch) mentions(b []byte) (written, named Registers) {
	everything := ^Registers(0)
	switch a.Name {
	case "386", "amd64":
		return mentionsX86(b, a.PtrSize == 8)
	case "s390x":
		return mentionsS390x(b)
	case "riscv64":
		if len(b) == 2 {
			if h := uint32(a.Order.Uint16(b)); h&3 == 0 { // of the registers 8 to 15
				s := set(h>>7&7+8, h>>2&7+8)
				return s, s
			}
			return everything, everything
		}
	}
	if len(b) < 4 {
		return everything, everything
	}
	w := a.Order.Uint32(b)
	switch a.Name {
	case "arm":
		return mentionsArm(w)
	case "arm64":
		return mentionsArm64(w)
	case "loong64":
		return set(w & 31), set(w&31, w>>5&31, w>>10&31)
	case "mips", "mipsle", "mips64", "mips64le":
		return set(w>>16&31, w>>11&31), set(w>>21&31, w>>16&31, w>>11&31)
	case "ppc64", "ppc64le":
		if len(b) == 8 { // a prefix, and an instruction of the same fields
			w = a.Order.Uint32(b[4:])
		} else if w>>26 == 31 && w>>1&0x3ff == 467 && w>>16&31 == 8 { // MTSPR
			return everything, everything
		}
		return set(w>>21&31, w>>16&31), set(w>>21&31, w>>16&31, w>>11&31)
	case "riscv64":
		return set(w >> 7 & 31), set(w>>7&31, w>>15&31, w>>20&31)
	}
	return everything, everything
}

func set(registers ...uint32) (s Registers) {
	for _, r := range registers {
		s |= 1 << r
	}
	return s
}

func mentionsArm(w uint32) (written, named Registers) {
	rn, rd := w>>16&15, w>>12&15
	if w>>25&7 == 4 { // LDM, STM: a list of registers
		s := set(rn) | Registers(w&0xffff)
		return s, s
	}
	written = set(rn, rd)
	if w>>25&7 == 0 && w&0xf0 == 0xd0 { // LDRD: a pair
		written |= set(rd | 1)
	}
	return written, written | set(w&15, w>>8&15)
}

// mentionsArm64 lets 31 be the stack pointer only where instructions take it
// for that.
func mentionsArm64(w uint32) (written, named Registers) {
	const sp Registers = 1 << sp64
	rd, rn := w&31, w>>5&31
	written, named = set(rd)&^sp, set(rd, rn, w>>10&31, w>>16&31)&^sp
	switch class := w >> 25 & 15; {
	case class&5 == 4: // loads and stores
		written = set(rd, rn, w>>10&31, w>>16&31) &^ sp
		if rn == sp64 {
			written, named = written|sp, named|sp
		}
	case class&^1 == 8, w&0x1fe00000 == 0x0b200000: // with immediates; ADD, SUB, extended
		if rd == sp64 {
			written |= sp
		}
		if rd == sp64 || rn == sp64 {
			named |= sp
		}
	}
	return written, named
}

// mentionsS390x takes every half byte behind the opcode for a register.
func mentionsS390x(b []byte) (written, named Registers) {
	operands := b[1:]
	if len(b) == 6 {
		operands = b[1:5]
	}
	for _, c := range operands {
		written |= set(uint32(c>>4), uint32(c&15))
	}
	if first, last := b[1]>>4, b[1]&15; (b[0] == 0x98 || b[0] == 0xeb) && first > last { // LM, LMG: a range, around the end
		written |= set(14, 15)
	} else if b[0] == 0x98 || b[0] == 0xeb {
		written |= span(uint(first), uint(last))
	}
	return written, written
}
