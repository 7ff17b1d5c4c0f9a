package machine

// mentionsX86 takes forms that it does not know to write and name all
// registers.
func mentionsX86(b []byte, mode64 bool) (written, named Registers) {
	everything := ^Registers(0)
	x, ok := takeX86(b, mode64)
	switch {
	case !ok || x.address:
		return everything, everything
	case !x.hasModRM:
		return x.implicit()
	}
	general := x.general()
	if !general && !x.vectors() || general && x.vector {
		return everything, everything
	}
	both := func(r uint32) Registers { // VEX has what REX would say elsewhere
		if x.vector {
			return set(r&7, r&7+8)
		}
		return set(r)
	}
	if general && !x.operation() {
		written = set(x.regField())
	}
	named = written | both(x.rmField())
	switch {
	case x.register():
		if general {
			written |= set(x.rmField())
		}
		return written, named
	case x.modrm&7 != 4:
		return written, named
	}
	sib := b[x.operand+1]
	named = written | both(uint32(sib&7|x.rex&1<<3))
	if index := sib>>3&7 | x.rex&2<<2; index != 4 || x.vector {
		named |= both(uint32(index))
	}
	return written, named
}

// general is of the opcodes with ModRM that write general registers: ModRM's,
// and AX, CX, DX besides.
func (x *x86Inst) general() bool {
	op := x.opcode
	switch x.table {
	case 0:
		return op < 0x40 || op == 0x63 || op == 0x69 || op == 0x6b || op >= 0x80 && op <= 0x8b || op == 0x8d || op == 0xc0 || op == 0xc1 ||
			op == 0xc6 || op == 0xc7 || op >= 0xd0 && op <= 0xd3 || op >= 0xd8 && op <= 0xdf || op == 0xf6 || op == 0xf7 || op == 0xfe
	case 1:
		return op == 0x01 || op == 0x0d || op >= 0x18 && op <= 0x1f || op == 0x2c || op == 0x2d || op >= 0x40 && op <= 0x50 || op == 0x78 || op == 0x79 ||
			op == 0x7e || op >= 0x90 && op <= 0x9f || op >= 0xa3 && op <= 0xa5 || op >= 0xab && op <= 0xc1 || op == 0xc3 || op == 0xc5 ||
			op == 0xc7 || op == 0xd7
	case 2:
		return op >= 0xf0 && op <= 0xfb
	case 3:
		return op >= 0x14 && op <= 0x17 || op == 0xf0
	}
	return false
}

// operation is of those of general whose ModRM names an operation, not a second
// register.
func (x *x86Inst) operation() bool {
	op := x.opcode
	switch x.table {
	case 0:
		return op >= 0x80 && op <= 0x83 || op == 0xc0 || op == 0xc1 || op == 0xc6 || op == 0xc7 || op >= 0xd0 && op <= 0xdf || op == 0xf6 || op == 0xf7 || op == 0xfe
	case 1:
		return op == 0x01 || op == 0x0d || op >= 0x18 && op <= 0x1f || op == 0xae || op == 0xba || op == 0xc7
	}
	return false
}

// vectors is of the opcodes that write vector registers or memory only.
func (x *x86Inst) vectors() bool {
	op := x.opcode
	switch x.table {
	case 1:
		return op >= 0x10 && op <= 0x17 || op >= 0x28 && op <= 0x2f && op != 0x2c && op != 0x2d || op >= 0x51 && op <= 0x77 ||
			op == 0x7c || op == 0x7d || op == 0x7f || op == 0xc2 || op == 0xc4 || op == 0xc6 || op >= 0xd0 && op <= 0xfe && op != 0xd7
	case 2, 3:
		return !x.general()
	}
	return false
}

// implicit is of opcodes without ModRM. Those that it knows use no stack, and no
// registers but AX, CX, DX, BX, SI, DI.
func (x *x86Inst) implicit() (written, named Registers) {
	op, known := x.opcode, false
	switch {
	case x.vector:
		known = op == 0x77 // VZEROUPPER
	case x.table == 1:
		known = op == 0x31 || op == 0x77 || op == 0xa2 // RDTSC EMMS CPUID
	case x.table == 0:
		known = op < 0x40 && (op&7 == 4 || op&7 == 5) || op == 0x98 || op == 0x99 || op >= 0xa4 && op <= 0xaf || op == 0xf5 || op == 0xf8 || op == 0xf9 ||
			op == 0xfc || op == 0xfd
	}
	if !known {
		return ^Registers(0), ^Registers(0)
	}
	s := span(0, 3) | span(6, 7)
	return s, s
}
