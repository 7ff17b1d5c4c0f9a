//go:build linux

#include "go_asm.h"
#include "textflag.h"

// The thread pointer's halves are in the access registers 0 and 1.
#define READ_TP_R1	\
	MOVW	AR0, R1; \
	SLD	$32, R1; \
	MOVW	AR1, R1

// LOOKUP finds the calling thread's head.
// Out: R1 = head or 0. Changes R5.
#define LOOKUP \
	READ_TP_R1; \
	MOVD ·goThreadPointer(SB), R5; \
	CMPBEQ R1, R5, off; \
	CMPBEQ R1, $0, off; \
	MOVD (const_headOffset+head_magic)(R1), R5; \
	ADD $const_headOffset, R1; \
	SUB $const_headMagic, R5; \
	CMPBEQ R5, $0, on; \
off: \
	MOVD $0, R1; \
on:

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-8
	READ_TP_R1
	MOVD	R1, ret+0(FP)
	RET

// func Lookup()
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	LOOKUP
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-8
	LOOKUP
	MOVD	R1, ret+0(FP)
	RET

// func block() unsafe.Pointer
TEXT ·block(SB), NOSPLIT|NOFRAME, $0-8
	LOOKUP
	CMPBEQ	R1, $0, lost
	MOVD	head_vars(R1), R1
	MOVD	R1, ret+0(FP)
	RET
lost:
	JMP	·offRawThread(SB)
