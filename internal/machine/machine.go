// Package machine decodes single machine instructions of the 13 Linux
// architectures that Go has into one neutral form: what an instruction does to
// the flow of control ([Arch.Decode]), and, for the instructions that
// hand-written assembly is made of, what it does to registers and memory
// ([Arch.Effect]).
//
// It decides nothing else about an instruction, so that each architecture is a
// short table made from its manual. What is not known to be harmless is [Bad]:
// whoever walks code has to stop there.
//
// The functions are pure; goroutines and raw threads may call them.
package machine

import "encoding/binary"

// A Kind is what an instruction does to the flow of control.
type Kind uint8

const (
	Bad          Kind = iota // can't be decoded, or a form that nobody should reason about
	Plain                    // goes on behind it
	Jump                     // to Target
	Branch                   // to Target, or on
	Call                     // of Target
	JumpIndirect             // to what a register or memory holds
	CallIndirect             // of that
	Return                   // to the address in the link register, or on the stack
	BranchReturn             // that, or on
	Trap                     // never goes on: undefined instructions, breakpoints, padding
	BranchTrap               // that, or on
	Syscall                  // into the kernel, and on
	Execute                  // runs the one instruction at Target, then on (EXRL of s390x)
)

var kindNames = [...]string{"bad", "plain", "jump", "branch", "call", "indirect jump", "indirect call", "return",
	"conditional return", "trap", "conditional trap", "system call", "execute"}

func (k Kind) String() string { return kindNames[k] }

// An Inst is an instruction as the flow of control sees it.
type Inst struct {
	Kind   Kind
	Delay  bool   // the instruction behind this one runs first (mips)
	Len    uint8  // in bytes, at least 1
	Reg    int8   // of JumpIndirect and CallIndirect: the register, None for memory
	Link   int8   // of Call, CallIndirect: the link register, None for the stack
	Target uint64 // of Jump, Branch, Call, Execute
}

// None is the number of no register.
const None = -1

// An Arch is one architecture.
type Arch struct {
	Name    string           // GOARCH
	PtrSize int              // of an address, in bytes
	Order   binary.ByteOrder // of instructions and data
	Align   int              // of instructions, in bytes

	decode func(a *Arch, b []byte, pc uint64) Inst
	effect func(a *Arch, b []byte, pc uint64) Effect
	// sequence recognises several instructions that make one transfer; nil if
	// the architecture has none.
	sequence func(a *Arch, b []byte, pc, toc uint64) (Inst, bool)
	// table recognises the compiler's switch tables; nil: it makes none.
	table func(a *Arch, b []byte, pc uint64, before []Before) (uint64, bool)
}

// Decode decodes the instruction that b begins with, at address pc. It reads no
// further than b. What it can't decode is Bad, with a length of Align.
func (a *Arch) Decode(b []byte, pc uint64) Inst {
	in := a.decode(a, b, pc)
	if in.Len == 0 {
		return Inst{Kind: Bad, Len: uint8(a.Align), Reg: None, Link: None}
	}
	if a.PtrSize == 4 {
		in.Target = uint64(uint32(in.Target))
	}
	return in
}

// CallPushes is how many bytes a call puts onto the stack: the return address on
// x86, nothing where it goes into a register.
func (a *Arch) CallPushes() int {
	if a.Name == "386" || a.Name == "amd64" {
		return a.PtrSize
	}
	return 0
}

// Sequence recognises short sequences that are one direct transfer spelled with
// an indirect one: the Go linker's trampolines for far calls, far calls of
// riscv64, jumps by arm's literal pools. Len is that of the whole. toc is what
// [Arch.TOC] found, 0 if nothing.
func (a *Arch) Sequence(b []byte, pc, toc uint64) (Inst, bool) {
	if a.sequence == nil {
		return Inst{}, false
	}
	in, ok := a.sequence(a, b, pc, toc)
	if a.PtrSize == 4 {
		in.Target = uint64(uint32(in.Target))
	}
	return in, ok
}

// A Before is an instruction that runs before another, without a transfer in
// between.
type Before struct {
	PC    uint64
	Bytes []byte
}

// JumpTable recognises the indirect jump of a switch that the compiler made
// into a table, at b, and returns the table's address: code addresses of
// PtrSize bytes, their number unknown. before holds the instructions before it,
// the nearest first.
func (a *Arch) JumpTable(b []byte, pc uint64, before []Before) (table uint64, ok bool) {
	if a.table == nil {
		return 0, false
	}
	return a.table(a, b, pc, before)
}

// signed extends the sign of the low n bits of v.
func signed(v uint64, n uint) uint64 { return uint64(int64(v<<(64-n)) >> (64 - n)) }
