//go:build linux && (mips || mipsle) && !go1.28 && !race && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

// func enter(r *record, fn uintptr, frame unsafe.Pointer)
TEXT ·enter(SB), NOSPLIT, $24-12
	NO_LOCAL_POINTERS
	MOVW	r+0(FP), R4
	MOVW	R4, r-12(SP)
	WORD	$0x7c03e83b	// rdhwr $3, $29
	MOVW	R3, R5
	MOVW	R5, tp-8(SP)
	MOVW	g, raw-4(SP)
	MOVW	record_g0(R4), g
	MOVW	rawthread∕tls·goThreadPointer(SB), R5
	MOVW	R5, R4
	MOVW	$const_sysSetTP, R2
	SYSCALL
	MOVW	fn+4(FP), R5
	MOVW	R5, 4(R29)
	MOVW	frame+8(FP), R5
	MOVW	R5, 8(R29)
	MOVW	R0, 12(R29)
	JAL	runtime·cgocallback(SB)
	MOVW	r-12(SP), R4
	MOVW	g, record_g0(R4)
	MOVW	tp-8(SP), R5
	MOVW	R5, R4
	MOVW	$const_sysSetTP, R2
	SYSCALL
	MOVW	raw-4(SP), g
	RET

// func callOnG0(g0, sp, fn uintptr)
TEXT ·callOnG0(SB), NOSPLIT, $0-12
	NO_LOCAL_POINTERS
	MOVW	fn+8(FP), R4
	MOVW	sp+4(FP), R5
	MOVW	g0+0(FP), g
	AND	$~7, R5
	ADD	$-64, R5
	MOVW	R5, R29
	MOVW	R4, 4(R29)
	MOVW	R0, 8(R29)
	MOVW	R0, 12(R29)
	JAL	runtime·cgocallback(SB)
	BREAK

// func catch(l *landing)
TEXT ·catch(SB), 0, $4-4
	NO_LOCAL_POINTERS
	MOVW	l+0(FP), R4
	MOVW	R29, R5
	SUBU	R5, R4, R6
	MOVW	R6, landing_distance(R4)
	MOVW	R4, 4(R29)
	JAL	·mark(SB)
	RET

// func mark(l *landing)
TEXT ·mark(SB), NOSPLIT|NOFRAME, $0-4
	MOVW	l+0(FP), R4
	MOVW	R31, R5
	MOVW	R5, landing_pc(R4)
	JMP	·protected(SB)

// func land(l *landing)
TEXT ·land(SB), NOSPLIT|NOFRAME, $0-4
	MOVW	l+0(FP), R4
	MOVW	R0, (const_gPanic*const_wordSize)(g)
	MOVW	landing_distance(R4), R5
	SUBU	R5, R4, R6
	MOVW	R6, R29
	MOVW	landing_pc(R4), R5
	JMP	(R5)

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-4
	MOVW	g, ret+0(FP)
	RET
