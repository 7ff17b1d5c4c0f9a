//go:build linux && (mips64 || mips64le)

#include "textflag.h"

// func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)
TEXT ·call(SB), 0, $2048-32
	MOVV	fn+0(FP), R25	// where C finds its own address
	MOVV	clock+8(FP), R4
	MOVV	ts+16(FP), R5
	MOVV	R29, R16	// C keeps it, and R30, which is g
	ADDV	$1984, R29, R3
	AND	$~15, R3
	MOVV	R3, R29
	JAL	(R25)
	MOVV	R16, R29
	MOVV	R2, r+24(FP)
	RET
