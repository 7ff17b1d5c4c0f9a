//go:build !go1.28 && !race && !msan && !asan

#include "textflag.h"

// func cutFrames(lo, hi uintptr)
TEXT ·cutFrames(SB), NOSPLIT|NOFRAME, $0-16
	MOVD	lo+0(FP), R0
	MOVD	hi+8(FP), R1
	MOVD	R29, R2
next:
	MOVD	(R2), R3
	CMP	R0, R3
	BLO	off
	CMP	R1, R3
	BHS	off
	MOVD	R3, R2
	B	next
off:
	MOVD	ZR, (R2)
	RET
