//go:build linux && (ppc64 || ppc64le) && !go1.28 && !race && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

// func enter(r *record, fn uintptr, frame unsafe.Pointer)
TEXT ·enter(SB), NOSPLIT, $48-24
	NO_LOCAL_POINTERS
	MOVD	r+0(FP), R3
	MOVD	R3, r-24(SP)
	MOVD	R13, R4
	MOVD	R4, tp-16(SP)
	MOVD	g, raw-8(SP)
	MOVD	record_g0(R3), g
	MOVD	$rawthread∕tls·goThreadPointer(SB), R4
	MOVD	(R4), R4
	MOVD	R4, R13
	MOVD	fn+8(FP), R4
	MOVD	R4, 32(R1)
	MOVD	frame+16(FP), R4
	MOVD	R4, 40(R1)
	MOVD	R0, 48(R1)
	BL	runtime·cgocallback(SB)
	MOVD	r-24(SP), R3
	MOVD	g, record_g0(R3)
	MOVD	tp-16(SP), R4
	MOVD	R4, R13
	MOVD	raw-8(SP), g
	RET

// func callOnG0(g0, sp, fn uintptr)
TEXT ·callOnG0(SB), NOSPLIT, $0-24
	NO_LOCAL_POINTERS
	MOVD	fn+16(FP), R3
	MOVD	sp+8(FP), R4
	MOVD	g0+0(FP), g
	RLDCR	$0, R4, $~15, R4
	ADD	$-96, R4
	MOVD	R4, R1
	MOVD	R3, 32(R1)
	MOVD	R0, 40(R1)
	MOVD	R0, 48(R1)
	BL	runtime·cgocallback(SB)
	TW	$31, R0, R0

// func catch(l *landing)
TEXT ·catch(SB), 0, $40-8
	NO_LOCAL_POINTERS
	MOVD	l+0(FP), R3
	MOVD	R1, R4
	SUB	R4, R3, R5
	MOVD	R5, landing_distance(R3)
	MOVD	R3, 32(R1)
	BL	·mark(SB)
	RET

// func mark(l *landing)
TEXT ·mark(SB), NOSPLIT|NOFRAME, $0-8
	MOVD	l+0(FP), R3
	MOVD	LR, R4
	MOVD	R4, landing_pc(R3)
	BR	·protected(SB)

// func land(l *landing)
TEXT ·land(SB), NOSPLIT|NOFRAME, $0-8
	MOVD	l+0(FP), R3
	MOVD	R0, (const_gPanic*const_wordSize)(g)
	MOVD	landing_distance(R3), R4
	SUB	R4, R3, R5
	MOVD	R5, R1
	MOVD	landing_pc(R3), R4
	MOVD	R4, CTR
	BR	(CTR)

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVD	g, ret+0(FP)
	RET
