//go:build linux

#include "textflag.h"

// func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)
TEXT ·call(SB), 0, $2048-32
	MOVV	fn+0(FP), R20
	MOVV	clock+8(FP), R4
	MOVV	ts+16(FP), R5
	MOVV	R3, R23	// C keeps it, and R22, which is g
	ADDV	$1984, R3, R6
	AND	$~15, R6
	MOVV	R6, R3
	JAL	(R20)
	MOVV	R23, R3
	MOVV	R4, r+24(FP)
	RET
