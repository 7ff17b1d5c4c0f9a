//go:build linux

#include "go_asm.h"
#include "textflag.h"

// LOOKUP finds the calling thread's head.
// Out: R12 = head or 0. Changes R13, R14.
#define LOOKUP \
	MOVV $·goThreadPointer(SB), R13; \
	MOVV (R13), R13; \
	MOVV R2, R12; \
	BEQ R12, R13, off; \
	BEQ R12, off; \
	ADDV $-const_headDistance, R12; \
	MOVV head_magic(R12), R13; \
	MOVV $const_headMagic, R14; \
	BEQ R13, R14, on; \
off: \
	MOVV R0, R12; \
on:

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-8
	MOVV	R2, ret+0(FP)
	RET

// func Lookup()
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	LOOKUP
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-8
	LOOKUP
	MOVV	R12, ret+0(FP)
	RET

// func block() unsafe.Pointer
TEXT ·block(SB), NOSPLIT|NOFRAME, $0-8
	LOOKUP
	BEQ	R12, lost
	MOVV	head_vars(R12), R12
	MOVV	R12, ret+0(FP)
	RET
lost:
	JMP	·offRawThread(SB)
