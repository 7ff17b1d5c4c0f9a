//go:build linux

#include "textflag.h"

// func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)
TEXT ·call(SB), 0, $2048-32
	MOVD	fn+0(FP), R9
	MOVD	clock+8(FP), R2
	MOVD	ts+16(FP), R3
	MOVD	R15, R7	// C keeps it, and R13, which is g
	MOVD	$~7, R4
	ADD	$1792, R15, R5	// above: 160 bytes that are C's to use
	AND	R4, R5
	MOVD	R5, R15
	BL	R9
	MOVD	R7, R15
	XOR	R0, R0	// Go's zero register
	MOVD	R2, r+24(FP)
	RET
