//go:build linux && (mips64 || mips64le) && !go1.28 && !race && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

// func enter(r *record, fn uintptr, frame unsafe.Pointer)
TEXT ·enter(SB), NOSPLIT, $48-24
	NO_LOCAL_POINTERS
	MOVV	r+0(FP), R4
	MOVV	R4, r-24(SP)
	WORD	$0x7c03e83b	// rdhwr $3, $29
	MOVV	R3, R5
	MOVV	R5, tp-16(SP)
	MOVV	g, raw-8(SP)
	MOVV	record_g0(R4), g
	MOVV	rawthread∕tls·goThreadPointer(SB), R5
	MOVV	R5, R4
	MOVV	$const_sysSetTP, R2
	SYSCALL
	MOVV	fn+8(FP), R5
	MOVV	R5, 8(R29)
	MOVV	frame+16(FP), R5
	MOVV	R5, 16(R29)
	MOVV	R0, 24(R29)
	JAL	runtime·cgocallback(SB)
	MOVV	r-24(SP), R4
	MOVV	g, record_g0(R4)
	MOVV	tp-16(SP), R5
	MOVV	R5, R4
	MOVV	$const_sysSetTP, R2
	SYSCALL
	MOVV	raw-8(SP), g
	RET

// func callOnG0(g0, sp, fn uintptr)
TEXT ·callOnG0(SB), NOSPLIT, $0-24
	NO_LOCAL_POINTERS
	MOVV	fn+16(FP), R4
	MOVV	sp+8(FP), R5
	MOVV	g0+0(FP), g
	AND	$~15, R5
	ADDV	$-64, R5
	MOVV	R5, R29
	MOVV	R4, 8(R29)
	MOVV	R0, 16(R29)
	MOVV	R0, 24(R29)
	JAL	runtime·cgocallback(SB)
	BREAK

// func catch(l *landing)
TEXT ·catch(SB), 0, $8-8
	NO_LOCAL_POINTERS
	MOVV	l+0(FP), R4
	MOVV	R29, R5
	SUBVU	R5, R4, R6
	MOVV	R6, landing_distance(R4)
	MOVV	R4, 8(R29)
	JAL	·mark(SB)
	RET

// func mark(l *landing)
TEXT ·mark(SB), NOSPLIT|NOFRAME, $0-8
	MOVV	l+0(FP), R4
	MOVV	R31, R5
	MOVV	R5, landing_pc(R4)
	JMP	·protected(SB)

// func land(l *landing)
TEXT ·land(SB), NOSPLIT|NOFRAME, $0-8
	MOVV	l+0(FP), R4
	MOVV	R0, (const_gPanic*const_wordSize)(g)
	MOVV	landing_distance(R4), R5
	SUBVU	R5, R4, R6
	MOVV	R6, R29
	MOVV	landing_pc(R4), R5
	JMP	(R5)

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVV	g, ret+0(FP)
	RET
