//go:build linux && (mips || mipsle)

#include "go_asm.h"
#include "textflag.h"

// rdhwr $3, $29: the one form that kernels emulate fast.
#define READ_TP_R3	WORD $0x7c03e83b

// LOOKUP finds the calling thread's head.
// Out: R3 = head or 0. Changes R8, R9.
#define LOOKUP \
	READ_TP_R3; \
	MOVW ·goThreadPointer(SB), R8; \
	BEQ R3, R8, off; \
	BEQ R3, off; \
	MOVW $const_headDistance, R8; \
	SUBU R8, R3; \
	MOVW head_magic(R3), R8; \
	MOVW $const_headMagic, R9; \
	BEQ R8, R9, on; \
off: \
	MOVW R0, R3; \
on:

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-4
	READ_TP_R3
	MOVW	R3, ret+0(FP)
	RET

// func Lookup()
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	LOOKUP
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-4
	LOOKUP
	MOVW	R3, ret+0(FP)
	RET

// func block() unsafe.Pointer
TEXT ·block(SB), NOSPLIT|NOFRAME, $0-4
	LOOKUP
	BEQ	R3, lost
	MOVW	head_vars(R3), R3
	MOVW	R3, ret+0(FP)
	RET
lost:
	JMP	·offRawThread(SB)
