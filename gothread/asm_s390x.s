//go:build linux && !go1.28 && !race && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

// func enter(r *record, fn uintptr, frame unsafe.Pointer)
TEXT ·enter(SB), NOSPLIT, $48-24
	NO_LOCAL_POINTERS
	MOVD	r+0(FP), R2
	MOVD	R2, r-24(SP)
	MOVW	AR0, R3
	SLD	$32, R3
	MOVW	AR1, R3
	MOVD	R3, tp-16(SP)
	MOVD	g, raw-8(SP)
	MOVD	record_g0(R2), g
	MOVD	rawthread∕tls·goThreadPointer(SB), R3
	MOVW	R3, AR1
	SRD	$32, R3
	MOVW	R3, AR0
	MOVD	fn+8(FP), R3
	MOVD	R3, 8(R15)
	MOVD	frame+16(FP), R3
	MOVD	R3, 16(R15)
	MOVD	$0, 24(R15)
	BL	runtime·cgocallback(SB)
	MOVD	r-24(SP), R2
	MOVD	g, record_g0(R2)
	MOVD	tp-16(SP), R3
	MOVW	R3, AR1
	SRD	$32, R3
	MOVW	R3, AR0
	MOVD	raw-8(SP), g
	RET

// func callOnG0(g0, sp, fn uintptr)
TEXT ·callOnG0(SB), NOSPLIT, $0-24
	NO_LOCAL_POINTERS
	MOVD	fn+16(FP), R2
	MOVD	sp+8(FP), R3
	MOVD	g0+0(FP), g
	AND	$~15, R3
	ADD	$-64, R3
	MOVD	R3, R15
	MOVD	R2, 8(R15)
	MOVD	$0, 16(R15)
	MOVD	$0, 24(R15)
	BL	runtime·cgocallback(SB)
	UNDEF

// func catch(l *landing)
TEXT ·catch(SB), 0, $8-8
	NO_LOCAL_POINTERS
	MOVD	l+0(FP), R2
	MOVD	R15, R3
	SUB	R3, R2, R4
	MOVD	R4, landing_distance(R2)
	MOVD	R2, 8(R15)
	BL	·mark(SB)
	RET

// func mark(l *landing)
TEXT ·mark(SB), NOSPLIT|NOFRAME, $0-8
	MOVD	l+0(FP), R2
	MOVD	R14, R3
	MOVD	R3, landing_pc(R2)
	BR	·protected(SB)

// func land(l *landing)
TEXT ·land(SB), NOSPLIT|NOFRAME, $0-8
	MOVD	l+0(FP), R2
	MOVD	$0, (const_gPanic*const_wordSize)(g)
	MOVD	landing_distance(R2), R3
	SUB	R3, R2, R4
	MOVD	R4, R15
	MOVD	landing_pc(R2), R3
	BR	(R3)

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVD	g, ret+0(FP)
	RET
