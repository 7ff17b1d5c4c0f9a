//go:build linux && (mips64 || mips64le)

#include "go_asm.h"
#include "textflag.h"

// rdhwr $3, $29: the one form that kernels emulate fast.
#define READ_TP_R3	WORD $0x7c03e83b

// LOOKUP finds the calling thread's head.
// Out: R3 = head or 0. Changes R8, R9.
#define LOOKUP \
	READ_TP_R3; \
	MOVV ·goThreadPointer(SB), R8; \
	BEQ R3, R8, off; \
	BEQ R3, off; \
	MOVV $const_headDistance, R8; \
	SUBVU R8, R3; \
	MOVV head_magic(R3), R8; \
	MOVV $const_headMagic, R9; \
	BEQ R8, R9, on; \
off: \
	MOVV R0, R3; \
on:

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-8
	READ_TP_R3
	MOVV	R3, ret+0(FP)
	RET

// func Lookup()
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	LOOKUP
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-8
	LOOKUP
	MOVV	R3, ret+0(FP)
	RET

// func block() unsafe.Pointer
TEXT ·block(SB), NOSPLIT|NOFRAME, $0-8
	LOOKUP
	BEQ	R3, lost
	MOVV	head_vars(R3), R3
	MOVV	R3, ret+0(FP)
	RET
lost:
	JMP	·offRawThread(SB)
