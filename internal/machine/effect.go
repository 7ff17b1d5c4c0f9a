package machine

// An Op is what an instruction does to registers and memory.
type Op uint8

const (
	Unknown Op = iota // not among the instructions that are known
	Neither           // changes neither a register nor memory, flags apart
	Const             // Dst = Imm
	Copy              // Dst = Src + Imm
	Sum               // Dst = Src + Base
	Negate            // Dst = -Src
	Compute           // Dst = a value made of registers alone
	Compare           // flags = Src compared with Base, or with Imm if Base is None
	Load              // Dst = memory at Base + Imm
	Store             // memory at Base + Imm = Src, or something else if Src is None: a constant, a vector
	Push              // SP -= Imm, memory at SP = Src (None: the call's return address)
	Pop               // Dst = memory at SP, SP += Imm
)

// Segment is the Base of x86's addresses in the segment of the thread pointer.
const Segment = -2

// An Effect is what an instruction does to registers and memory. A register
// that always reads as zero is never named: it is None, or the constant.
type Effect struct {
	Op             Op
	Dst, Src, Base int8 // registers, None for none: memory at Base None + Imm is at Imm
	// Indexed: the address has more parts than Base and Imm.
	Indexed bool
	Size    uint8 // of the memory of Load and Store, in bytes
	Imm     int64 // constant, or offset in bytes
}

// Memory reports whether the instruction reads or writes memory.
func (e Effect) Memory() bool { return e.Op >= Load }

// Effect returns what the instruction that b begins with does to registers and
// memory. It knows the instructions that this project's assembly and the usual
// beginnings and ends of functions are made of, and says Unknown to others,
// system calls among them. Of transfers it tells what they do besides: a call
// writes its return address, a return of x86 pops it.
func (a *Arch) Effect(b []byte, pc uint64) Effect { return a.effect(a, b, pc) }

var (
	unknown = Effect{Op: Unknown, Dst: None, Src: None, Base: None}
	neither = Effect{Op: Neither, Dst: None, Src: None, Base: None}
)

// An encoder of effects knows the register that reads as zero.
type effects struct{ zero int8 }

func (z effects) reg(r uint32) int8 {
	if int8(r) == z.zero {
		return None
	}
	return int8(r)
}

func (z effects) constant(dst uint32, v int64) Effect {
	return z.alu(Effect{Op: Const, Dst: z.reg(dst), Src: None, Base: None, Imm: v})
}

func (z effects) copy(dst, src uint32, v int64) Effect {
	e := Effect{Op: Copy, Dst: z.reg(dst), Src: z.reg(src), Base: None, Imm: v}
	if e.Src == None {
		e.Op = Const
	}
	return z.alu(e)
}

func (z effects) sum(dst, a, b uint32) Effect {
	switch {
	case z.reg(a) == None:
		return z.copy(dst, b, 0)
	case z.reg(b) == None:
		return z.copy(dst, a, 0)
	}
	return z.alu(Effect{Op: Sum, Dst: z.reg(dst), Src: z.reg(a), Base: z.reg(b)})
}

// difference is dst = a - b.
func (z effects) difference(dst, a, b uint32) Effect {
	switch {
	case z.reg(b) == None:
		return z.copy(dst, a, 0)
	case z.reg(a) == None:
		return z.alu(Effect{Op: Negate, Dst: z.reg(dst), Src: z.reg(b), Base: None})
	}
	return z.compute(dst)
}

// or is dst = a | b: a copy if one of them is zero.
func (z effects) or(dst, a, b uint32) Effect {
	if z.reg(a) != None && z.reg(b) != None {
		return z.compute(dst)
	}
	return z.sum(dst, a, b)
}

func (z effects) compute(dst uint32) Effect {
	return z.alu(Effect{Op: Compute, Dst: z.reg(dst), Src: None, Base: None})
}

// alu makes of a result for the zero register what it is.
func (z effects) alu(e Effect) Effect {
	if e.Dst == None {
		return neither
	}
	return e
}

func (z effects) load(dst, base uint32, off int64, size uint8) Effect {
	return Effect{Op: Load, Dst: z.reg(dst), Src: None, Base: z.reg(base), Imm: off, Size: size}
}

func (z effects) store(src, base uint32, off int64, size uint8) Effect {
	return Effect{Op: Store, Dst: None, Src: z.reg(src), Base: z.reg(base), Imm: off, Size: size}
}

// at makes the memory operand one at a known address.
func (e Effect) at(address uint64) Effect {
	e.Base, e.Imm = None, int64(address)
	return e
}

func (e Effect) indexed() Effect {
	e.Indexed = true
	return e
}

func compare(src, base int8, v int64) Effect {
	return Effect{Op: Compare, Dst: None, Src: src, Base: base, Imm: v}
}

// sext extends the sign of the low n bits of v.
func sext(v uint32, n uint) int64 { return int64(signed(uint64(v), n)) }
