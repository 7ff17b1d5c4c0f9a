//go:build linux

#include "go_asm.h"
#include "textflag.h"

// LOOKUP finds the calling thread's head.
// Out: R16 = head or 0. Changes R17.
#define LOOKUP \
	MRS TPIDR_EL0, R16; \
	MOVD $·goThreadPointer(SB), R17; \
	MOVD (R17), R17; \
	CMP R17, R16; \
	BEQ off; \
	CBZ R16, off; \
	SUB $const_headDistance, R16; \
	MOVD head_magic(R16), R17; \
	SUB $const_headMagic, R17; \
	CBZ R17, on; \
off: \
	MOVD ZR, R16; \
on:

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-8
	MRS	TPIDR_EL0, R16
	MOVD	R16, ret+0(FP)
	RET

// func Lookup()
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	LOOKUP
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-8
	LOOKUP
	MOVD	R16, ret+0(FP)
	RET

// func block() unsafe.Pointer
TEXT ·block(SB), NOSPLIT|NOFRAME, $0-8
	LOOKUP
	CBZ	R16, lost
	MOVD	head_vars(R16), R16
	MOVD	R16, ret+0(FP)
	RET
lost:
	JMP	·offRawThread(SB)
