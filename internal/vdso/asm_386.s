//go:build linux

#include "textflag.h"

// func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)
TEXT ·call(SB), 0, $2048-16
	MOVL	fn+0(FP), AX
	MOVL	clock+4(FP), CX
	MOVL	ts+8(FP), DX
	MOVL	SP, BX	// C keeps it; g is in memory
	LEAL	1984(SP), SI
	ANDL	$~15, SI
	MOVL	SI, SP
	MOVL	CX, 0(SP)
	MOVL	DX, 4(SP)
	CALL	AX
	MOVL	BX, SP
	MOVL	AX, r+12(FP)
	RET
