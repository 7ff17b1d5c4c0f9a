//go:build linux

#include "go_asm.h"
#include "textflag.h"

// LOOKUP finds the calling thread's head.
// Out: AX = head or 0. Changes CX.
#define LOOKUP \
	MOVL $const_headMagic, CX; \
	XORL AX, AX; \
	CMPL CX, const_headOffset(GS); \
	JNE off; \
	MOVL 0(GS), AX; \
	LEAL const_headOffset(AX), AX; \
off:

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-4
	MOVL	0(GS), AX
	MOVL	AX, ret+0(FP)
	RET

// func Lookup()
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	LOOKUP
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-4
	LOOKUP
	MOVL	AX, ret+0(FP)
	RET

// func block() unsafe.Pointer
TEXT ·block(SB), NOSPLIT|NOFRAME, $0-4
	CMPL	const_headOffset(GS), $const_headMagic
	JNE	lost
	MOVL	(const_headOffset+head_vars)(GS), AX
	MOVL	AX, ret+0(FP)
	RET
lost:
	JMP	·offRawThread(SB)
