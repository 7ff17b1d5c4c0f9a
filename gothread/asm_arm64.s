//go:build linux && !go1.28 && !race && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

// func enter(r *record, fn uintptr, frame unsafe.Pointer)
TEXT ·enter(SB), NOSPLIT, $56-24
	NO_LOCAL_POINTERS
	MOVD	r+0(FP), R0
	MOVD	R0, r-24(SP)
	MRS	TPIDR_EL0, R1
	MOVD	R1, tp-16(SP)
	MOVD	g, raw-8(SP)
	MOVD	record_g0(R0), g
	MOVD	$rawthread∕tls·goThreadPointer(SB), R1
	MOVD	(R1), R1
	MSR	R1, TPIDR_EL0
	MOVD	fn+8(FP), R1
	MOVD	R1, 8(RSP)
	MOVD	frame+16(FP), R1
	MOVD	R1, 16(RSP)
	MOVD	ZR, 24(RSP)
	BL	runtime·cgocallback(SB)
	MOVD	r-24(SP), R0
	MOVD	g, record_g0(R0)
	MOVD	tp-16(SP), R1
	MSR	R1, TPIDR_EL0
	MOVD	raw-8(SP), g
	RET

// func callOnG0(g0, sp, fn uintptr)
TEXT ·callOnG0(SB), NOSPLIT, $0-24
	NO_LOCAL_POINTERS
	MOVD	fn+16(FP), R0
	MOVD	sp+8(FP), R1
	MOVD	g0+0(FP), g
	MOVD	R29, R2	// vet wants a read before the write
	MOVD	ZR, R29	// nothing is to follow frames from here on
	AND	$~15, R1
	SUB	$64, R1
	MOVD	R1, RSP
	MOVD	R0, 8(RSP)
	MOVD	ZR, 16(RSP)
	MOVD	ZR, 24(RSP)
	BL	runtime·cgocallback(SB)
	UNDEF

// func catch(l *landing)
TEXT ·catch(SB), 0, $8-8
	NO_LOCAL_POINTERS
	MOVD	l+0(FP), R0
	MOVD	RSP, R1
	SUB	R1, R0, R2
	MOVD	R2, landing_distance(R0)
	MOVD	R0, 8(RSP)
	BL	·mark(SB)
	RET

// func mark(l *landing)
TEXT ·mark(SB), NOSPLIT|NOFRAME, $0-8
	MOVD	l+0(FP), R0
	MOVD	R30, R1
	MOVD	R1, landing_pc(R0)
	B	·protected(SB)

// func land(l *landing)
TEXT ·land(SB), NOSPLIT|NOFRAME, $0-8
	MOVD	l+0(FP), R0
	MOVD	ZR, (const_gPanic*const_wordSize)(g)
	MOVD	landing_distance(R0), R1
	SUB	R1, R0, R2
	MOVD	R2, RSP
	MOVD	landing_pc(R0), R1
	B	(R1)

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVD	g, ret+0(FP)
	RET
