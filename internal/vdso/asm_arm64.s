//go:build linux

#include "textflag.h"

// func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)
TEXT ·call(SB), 0, $2048-32
	MOVD	fn+0(FP), R2
	MOVD	clock+8(FP), R0
	MOVD	ts+16(FP), R1
	MOVD	RSP, R20	// C keeps it, and R28, which is g
	MOVD	RSP, R3
	ADD	$1984, R3
	BIC	$15, R3
	MOVD	R3, RSP
	BL	(R2)
	MOVD	R20, RSP
	MOVD	R0, r+24(FP)
	RET
