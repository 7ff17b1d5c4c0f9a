//go:build linux

#include "textflag.h"

// func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)
TEXT ·call(SB), 0, $2048-32
	MOVQ	fn+0(FP), AX
	MOVQ	clock+8(FP), DI
	MOVQ	ts+16(FP), SI
	MOVQ	SP, BX	// C keeps it, and R14, which is g
	LEAQ	1984(SP), CX
	ANDQ	$~15, CX
	MOVQ	CX, SP
	CALL	AX
	MOVQ	BX, SP
	MOVQ	AX, r+24(FP)
	RET
