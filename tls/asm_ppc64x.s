//go:build linux && (ppc64 || ppc64le)

#include "go_asm.h"
#include "textflag.h"

// LOOKUP finds the calling thread's head.
// Out: R11 = head or 0. Changes R10, R9.
#define LOOKUP \
	MOVD $·goThreadPointer(SB), R10; \
	MOVD (R10), R10; \
	MOVD R13, R11; \
	CMP R10, R11; \
	BEQ off; \
	CMP R11, $0; \
	BEQ off; \
	MOVD $const_headDistance, R10; \
	SUB R10, R11; \
	MOVD head_magic(R11), R10; \
	MOVD $const_headMagic, R9; \
	CMP R10, R9; \
	BEQ on; \
off: \
	MOVD $0, R11; \
on:

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-8
	MOVD	R13, ret+0(FP)
	RET

// func Lookup()
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	LOOKUP
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-8
	LOOKUP
	MOVD	R11, ret+0(FP)
	RET

// func block() unsafe.Pointer
TEXT ·block(SB), NOSPLIT|NOFRAME, $0-8
	LOOKUP
	CMP	R11, $0
	BEQ	lost
	MOVD	head_vars(R11), R11
	MOVD	R11, ret+0(FP)
	RET
lost:
	JMP	·offRawThread(SB)
