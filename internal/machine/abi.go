package machine

// An ABI is what Go's assembler and Linux agree on for an architecture's
// registers, by the numbers that [Arch.Effect] has for them.
type ABI struct {
	SP   int8
	Link int8 // register that calls put the return address into; None: the stack
	// Frame is where an assembly function's first argument is, from the stack
	// pointer at its entry.
	Frame int64

	Number int8 // register of a system call's number; None: in the instruction
	Args   []int8
	// StackArg is where the argument behind those is, from the stack pointer;
	// 0: in none.
	StackArg int64
	Result   int8
	Failed   int8 // register that is 0 if the call succeeded; None: a negative Result tells
	// ErrorFlag: a flag tells, and Result is the errno.
	ErrorFlag bool
	// Kept are the registers that kernels promise to keep, Result apart.
	Kept Registers

	// Clone is the order of clone's arguments.
	Clone [5]string
}

// Registers is a set of registers.
type Registers uint64

// Has reports whether r is in the set.
func (s Registers) Has(r int8) bool { return r >= 0 && s>>r&1 != 0 }

// span is the set of first to last.
func span(first, last uint) Registers { return Registers(1<<(last+1) - 1<<first) }

var (
	flagsTLSLast  = [5]string{"flags", "stack", "ptid", "ctid", "tls"} // the kernel's default
	flagsCTIDLast = [5]string{"flags", "stack", "ptid", "tls", "ctid"} // CLONE_BACKWARDS
	stackFirst    = [5]string{"stack", "flags", "ptid", "ctid", "tls"} // CLONE_BACKWARDS2
)

// ABIs are from the system call tables of syscall(2), the kernel's entry code,
// and clone(2). A register is in Kept only if C libraries rely on it too.
var abis = map[string]*ABI{
	"386": {SP: 4, Link: None, Frame: 4, Number: 0, Args: []int8{3, 1, 2, 6, 7, 5}, Result: 0, Failed: None,
		Kept: span(0, 7), Clone: flagsCTIDLast},
	"amd64": {SP: 4, Link: None, Frame: 8, Number: 0, Args: []int8{7, 6, 2, 10, 8, 9}, Result: 0, Failed: None,
		Kept: span(0, 15) &^ (1<<1 | 1<<11), Clone: flagsTLSLast}, // SYSCALL writes RCX and R11
	"arm": {SP: 13, Link: 14, Frame: 4, Number: 7, Args: []int8{0, 1, 2, 3, 4, 5}, Result: 0, Failed: None,
		Kept: span(0, 14), Clone: flagsCTIDLast},
	"arm64": {SP: 31, Link: 30, Frame: 8, Number: 8, Args: []int8{0, 1, 2, 3, 4, 5}, Result: 0, Failed: None,
		Kept: span(0, 31), Clone: flagsCTIDLast},
	"loong64": {SP: 3, Link: 1, Frame: 8, Number: 11, Args: []int8{4, 5, 6, 7, 8, 9}, Result: 4, Failed: None,
		Kept: span(1, 11) | span(21, 31), Clone: flagsTLSLast}, // not T0 to T8
	"mips": {SP: 29, Link: 31, Frame: 4, Number: 2, Args: []int8{4, 5, 6, 7}, StackArg: 16, Result: 2, Failed: 7,
		Kept: mipsKept, Clone: flagsCTIDLast},
	"mips64": {SP: 29, Link: 31, Frame: 8, Number: 2, Args: []int8{4, 5, 6, 7, 8, 9}, Result: 2, Failed: 7,
		Kept: mipsKept, Clone: flagsCTIDLast},
	"ppc64": {SP: 1, Link: ppcLR, Frame: 32, Number: 0, Args: []int8{3, 4, 5, 6, 7, 8}, Result: 3, Failed: None, ErrorFlag: true,
		Kept: span(1, 2) | span(13, 31) | 1<<ppcLR, Clone: flagsCTIDLast},
	"riscv64": {SP: 2, Link: 1, Frame: 8, Number: 17, Args: []int8{10, 11, 12, 13, 14, 15}, Result: 10, Failed: None,
		Kept: span(1, 31), Clone: flagsCTIDLast},
	"s390x": {SP: 15, Link: 14, Frame: 8, Number: None, Args: []int8{2, 3, 4, 5, 6, 7}, Result: 2, Failed: None,
		Kept: span(0, 15), Clone: stackFirst},
}

// mipsKept is without AT, V0 and V1, T0 to T9, K0 and K1, and A3, which tells of
// failure.
const mipsKept = Registers(1<<4 | 1<<5 | 1<<6 | 0xff<<16 | 0xf<<28)

// ABI returns the architecture's.
func (a *Arch) ABI() *ABI {
	switch a.Name {
	case "mipsle":
		return abis["mips"]
	case "mips64le":
		return abis["mips64"]
	case "ppc64le":
		return abis["ppc64"]
	}
	return abis[a.Name]
}

// SyscallNumber returns the number that the system call instruction at b
// carries in itself.
func (a *Arch) SyscallNumber(b []byte) (int64, bool) {
	if a.Name == "s390x" && len(b) >= 2 && b[0] == 0x0a && b[1] != 0 { // SVC
		return int64(b[1]), true
	}
	return 0, false
}
