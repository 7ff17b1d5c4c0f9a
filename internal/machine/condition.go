package machine

// A Test is a kind of question that a conditional branch asks.
type Test uint8

const (
	Untold Test = iota // none of those below
	Equal              // whether two registers are equal
	Flags              // whether the last Compare found them equal
	Error              // whether the system call failed (a flag of ppc64)
)

// A Condition is what a [Branch] asks.
type Condition struct {
	Test Test
	A, B int8  // registers to compare; B None: A with Imm
	Imm  int64 // and this
	Yes  bool  // it branches if the answer is yes
}

// Condition returns what the conditional branch that b begins with asks.
func (a *Arch) Condition(b []byte) Condition {
	if len(b) < a.Align || a.Align == 1 && len(b) < 2 {
		return Condition{}
	}
	switch a.Name {
	case "386", "amd64":
		op := b[0]
		if op == 0x0f {
			op = b[1] - 0x10
		}
		return flags(op == 0x74, op == 0x75)
	case "s390x":
		return conditionS390x(b)
	case "riscv64":
		if b[0]&3 != 3 {
			h := uint32(a.Order.Uint16(b))
			return registers(h&0xe003 == 0xc001, h&0xe003 == 0xe001, h>>7&7+8, 0)
		}
	}
	if len(b) < 4 {
		return Condition{}
	}
	w := a.Order.Uint32(b)
	switch a.Name {
	case "arm":
		return flags(w>>24 == 0x0a, w>>24 == 0x1a)
	case "arm64":
		if w>>24 == 0x54 {
			return flags(w&31 == 0, w&31 == 1)
		}
		c := registers(w>>24 == 0xb4, w>>24 == 0xb5, w&31, 0)
		c.B = None
		return c
	case "loong64":
		switch w >> 26 {
		case 0x10, 0x11: // BEQZ, BNEZ
			return registers(w>>26 == 0x10, w>>26 == 0x11, w>>5&31, 0)
		}
		return registers(w>>26 == 0x16, w>>26 == 0x17, w>>5&31, w&31)
	case "mips", "mipsle", "mips64", "mips64le":
		return registers(w>>26 == 4, w>>26 == 5, w>>21&31, w>>16&31)
	case "ppc64", "ppc64le":
		c := Condition{A: None, B: None, Yes: w>>24&1 != 0}
		if w>>26 == 16 && (w>>21&31 == 12 || w>>21&31 == 4) { // BC on a bit of CR0
			switch w >> 16 & 31 {
			case 2:
				c.Test = Flags
			case 3:
				c.Test = Error
			}
		}
		return c
	case "riscv64":
		return registers(w&0x707f == 0x63, w&0x707f == 0x1063, w>>15&31, w>>20&31)
	}
	return Condition{}
}

// flags is a branch on equal, or on unequal.
func flags(equal, unequal bool) Condition {
	c := Condition{A: None, B: None, Yes: equal}
	if equal || unequal {
		c.Test = Flags
	}
	return c
}

// registers compares two; register 0 is always 0.
func registers(equal, unequal bool, x, y uint32) Condition {
	c := Condition{A: int8(x), B: int8(y), Yes: equal}
	if equal || unequal {
		c.Test = Equal
	}
	if x == 0 {
		c.A, c.B = c.B, c.A
	}
	if c.B == 0 {
		c.B = None
	}
	return c
}

func conditionS390x(b []byte) Condition {
	switch {
	case b[0] == 0xa7 && b[1]&15 == 4, b[0] == 0xc0 && b[1]&15 == 4: // BRC, BRCL
		return flags(b[1]>>4 == 8, b[1]>>4 == 7 || b[1]>>4 == 6)
	case b[0] == 0xec && len(b) >= 6:
		c := Condition{A: int8(b[1] >> 4), B: None}
		mask := b[1] & 15
		switch b[5] {
		case 0x7c: // CGIJ
			c.Imm = int64(int8(b[4]))
		case 0x64: // CGRJ
			c.B, mask = int8(b[1]&15), b[4]>>4
		default:
			return Condition{}
		}
		if c.Yes = mask == 8; c.Yes || mask == 6 {
			c.Test = Equal
		}
		return c
	}
	return Condition{}
}
