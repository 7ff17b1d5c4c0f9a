//go:build linux

#include "go_asm.h"
#include "textflag.h"

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-4
	MOVL	0(GS), AX
	MOVL	AX, ret+0(FP)
	RET

// func Lookup()
// Out: AX = head or 0. Changes CX.
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	MOVL	$const_headMagic, CX
	XORL	AX, AX
	CMPL	CX, const_headOffset(GS)
	JNE	off
	MOVL	0(GS), AX
	LEAL	const_headOffset(AX), AX
off:
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-4
	CALL	·Lookup(SB)
	MOVL	AX, ret+0(FP)
	RET
