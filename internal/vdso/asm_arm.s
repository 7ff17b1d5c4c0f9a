//go:build linux

#include "textflag.h"

// func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)
TEXT ·call(SB), 0, $2048-16
	MOVW	fn+0(FP), R2
	MOVW	clock+4(FP), R0
	MOVW	ts+8(FP), R1
	MOVW	R13, R4	// C keeps it, and R10, which is g
	ADD	$1984, R13, R3
	BIC	$7, R3
	MOVW	R3, R13
	BL	(R2)
	MOVW	R4, R13
	MOVW	R0, r+12(FP)
	RET
