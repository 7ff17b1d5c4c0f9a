package mutation

// A syntax is what mutants need of an architecture's assembly: instructions
// that have no common spelling.
type syntax struct {
	file    string // asm_FILE.s
	store   string // of some register, to the stack
	load    string // of a system call's first argument, from the stack
	address string // of runtime·abort, to some register
	call    string // mnemonic of calls
	fails   string // a branch to out if clone's result is negative
	trap    string // as in the sources
	// negate is the line of clone that makes a negative errno; "" if the
	// kernel does.
	negate string
}

var mipsx = syntax{
	file: "mipsx", store: "MOVW R8, 8(R29)", load: "MOVW 8(R29), R4", address: "MOVW $runtime·abort(SB), R8", call: "JAL",
	fails: "BLTZ R2, out", trap: "BREAK", negate: "SUBU\tR2, R0, R2",
}

var mips64x = syntax{
	file: "mips64x", store: "MOVV R8, 8(R29)", load: "MOVV 8(R29), R4", address: "MOVV $runtime·abort(SB), R8", call: "JAL",
	fails: "BLTZ R2, out", trap: "BREAK", negate: "SUBVU\tR2, R0, R2",
}

var ppc64x = syntax{
	file: "ppc64x", store: "MOVD R8, 8(R1)", load: "MOVD 8(R1), R3", address: "MOVD $runtime·abort(SB), R8", call: "BL",
	fails: "CMP R3, $0\n\tBLT out", trap: "TW\t$31, R0, R0", negate: "NEG\tR3",
}

var syntaxes = map[string]syntax{
	"386": {file: "386", store: "MOVL CX, 4(SP)", load: "MOVL 4(SP), BX", address: "LEAL runtime·abort(SB), CX", call: "CALL",
		fails: "TESTL AX, AX\n\tJLT out", trap: "INT\t$3"},
	"amd64": {file: "amd64", store: "MOVQ CX, 8(SP)", load: "MOVQ 8(SP), DI", address: "LEAQ runtime·abort(SB), CX", call: "CALL",
		fails: "TESTQ AX, AX\n\tJLT out", trap: "INT\t$3"},
	"arm": {file: "arm", store: "MOVW R5, 8(R13)", load: "MOVW 8(R13), R0", address: "MOVW $runtime·abort(SB), R5", call: "BL",
		fails: "CMP $0, R0\n\tBLT out", trap: "UNDEF"},
	"arm64": {file: "arm64", store: "MOVD R5, 8(RSP)", load: "MOVD 8(RSP), R0", address: "MOVD $runtime·abort(SB), R5", call: "BL",
		fails: "TBNZ $63, R0, out", trap: "UNDEF"},
	"loong64": {file: "loong64", store: "MOVV R12, 8(R3)", load: "MOVV 8(R3), R4", address: "MOVV $runtime·abort(SB), R12", call: "JAL",
		fails: "BLTZ R4, out", trap: "BREAK"},
	"mips": mipsx, "mipsle": mipsx, "mips64": mips64x, "mips64le": mips64x, "ppc64": ppc64x, "ppc64le": ppc64x,
	"riscv64": {file: "riscv64", store: "MOV A5, 8(X2)", load: "MOV 8(X2), A0", address: "MOV $runtime·abort(SB), A5", call: "CALL",
		fails: "BLTZ A0, out", trap: "EBREAK"},
	"s390x": {file: "s390x", store: "MOVD R7, 8(R15)", load: "MOVD 8(R15), R2", address: "MOVD $runtime·abort(SB), R7", call: "BL",
		fails: "CMPBLT R2, $0, out", trap: "UNDEF"},
}

// dollar is what stands before the operand of a move that makes an address; x86
// has LEA for that.
func (s syntax) dollar() string {
	if s.file == "386" || s.file == "amd64" {
		return ""
	}
	return "$"
}
