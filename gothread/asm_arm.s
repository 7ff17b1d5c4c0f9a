//go:build linux && !go1.28 && !race && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

// func enter(r *record, fn uintptr, frame unsafe.Pointer)
TEXT ·enter(SB), NOSPLIT, $24-12
	NO_LOCAL_POINTERS
	MOVW	r+0(FP), R4
	MOVW	R4, r-12(SP)
	WORD	$0xee1d5f70	// mrc p15, 0, r5, c13, c0, 3
	MOVW	R5, tp-8(SP)
	MOVW	g, raw-4(SP)
	MOVW	record_g0(R4), g
	MOVW	$rawthread∕tls·goThreadPointer(SB), R5
	MOVW	(R5), R5
	MOVW	R5, R0
	MOVW	$const_sysSetTP, R7
	SWI	$0
	MOVW	fn+4(FP), R5
	MOVW	R5, 4(R13)
	MOVW	frame+8(FP), R5
	MOVW	R5, 8(R13)
	MOVW	$0, R0
	MOVW	R0, 12(R13)
	BL	runtime·cgocallback(SB)
	MOVW	r-12(SP), R4
	MOVW	g, record_g0(R4)
	MOVW	tp-8(SP), R5
	MOVW	R5, R0
	MOVW	$const_sysSetTP, R7
	SWI	$0
	MOVW	raw-4(SP), g
	RET

// func callOnG0(g0, sp, fn uintptr)
TEXT ·callOnG0(SB), NOSPLIT, $0-12
	NO_LOCAL_POINTERS
	MOVW	fn+8(FP), R4
	MOVW	sp+4(FP), R5
	MOVW	g0+0(FP), g
	BIC	$7, R5
	SUB	$64, R5
	MOVW	R5, R13
	MOVW	R4, 4(R13)
	MOVW	$0, R0
	MOVW	R0, 8(R13)
	MOVW	$0, R0
	MOVW	R0, 12(R13)
	BL	runtime·cgocallback(SB)
	UNDEF

// func catch(l *landing)
TEXT ·catch(SB), 0, $4-4
	NO_LOCAL_POINTERS
	MOVW	l+0(FP), R4
	MOVW	R13, R5
	SUB	R5, R4, R6
	MOVW	R6, landing_distance(R4)
	MOVW	R4, 4(R13)
	BL	·mark(SB)
	RET

// func mark(l *landing)
TEXT ·mark(SB), NOSPLIT|NOFRAME, $0-4
	MOVW	l+0(FP), R4
	MOVW	R14, R5
	MOVW	R5, landing_pc(R4)
	B	·protected(SB)

// func land(l *landing)
TEXT ·land(SB), NOSPLIT|NOFRAME, $0-4
	MOVW	l+0(FP), R4
	MOVW	$0, R0
	MOVW	R0, (const_gPanic*const_wordSize)(g)
	MOVW	landing_distance(R4), R5
	SUB	R5, R4, R6
	MOVW	R6, R13
	MOVW	landing_pc(R4), R5
	B	(R5)

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-4
	MOVW	g, ret+0(FP)
	RET
