//go:build linux && (mips || mipsle)

#include "go_asm.h"
#include "textflag.h"

// rdhwr $3, $29: the one form that kernels emulate fast.
#define READ_TP_R3	WORD $0x7c03e83b

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-4
	READ_TP_R3
	MOVW	R3, ret+0(FP)
	RET

// func Lookup()
// Out: R3 = head or 0. Changes R8, R9.
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	READ_TP_R3
	MOVW	·goThreadPointer(SB), R8
	BEQ	R3, R8, off
	BEQ	R3, off
	MOVW	$const_headDistance, R8
	SUBU	R8, R3
	MOVW	head_magic(R3), R8
	MOVW	$const_headMagic, R9
	BEQ	R8, R9, on
off:
	MOVW	R0, R3
on:
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-4
	JAL	·Lookup(SB)
	MOVW	R3, ret+0(FP)
	RET
