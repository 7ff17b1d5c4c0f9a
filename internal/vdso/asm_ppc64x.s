//go:build linux && (ppc64 || ppc64le)

#include "textflag.h"

// func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)
TEXT ·call(SB), 0, $2048-32
	MOVD	fn+0(FP), R12
	MOVD	clock+8(FP), R3
	MOVD	ts+16(FP), R4
	MOVD	R1, R14	// C keeps it, and R30, which is g
	MOVD	R2, R15
	ADD	$1792, R1, R5	// above: 112 bytes that are C's to use
	RLDICR	$0, R5, $59, R5
	MOVD	R5, R1
	MOVD	R14, 0(R1)	// the chain of frames
	MOVD	R12, CTR
	BL	(CTR)
	MOVD	R14, R1
	MOVD	R15, R2
	XOR	R0, R0	// Go's zero register
	MOVD	R3, r+24(FP)
	RET
