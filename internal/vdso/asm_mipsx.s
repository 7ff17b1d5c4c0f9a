//go:build linux && (mips || mipsle)

#include "textflag.h"

// func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)
TEXT ·call(SB), 0, $2048-16
	MOVW	fn+0(FP), R25	// where C finds its own address
	MOVW	clock+4(FP), R4
	MOVW	ts+8(FP), R5
	MOVW	R29, R16	// C keeps it, and R30, which is g
	ADD	$1984, R29, R3	// above: 16 bytes for C to keep its arguments in
	AND	$~15, R3
	MOVW	R3, R29
	JAL	(R25)
	MOVW	R16, R29
	MOVW	R2, r+12(FP)
	RET
