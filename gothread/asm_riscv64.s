//go:build linux && !go1.28 && !race && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

// func enter(r *record, fn uintptr, frame unsafe.Pointer)
TEXT ·enter(SB), NOSPLIT, $48-24
	NO_LOCAL_POINTERS
	MOV	r+0(FP), A0
	MOV	A0, r-24(SP)
	MOV	TP, A1
	MOV	A1, tp-16(SP)
	MOV	g, raw-8(SP)
	MOV	record_g0(A0), g
	MOV	$rawthread∕tls·goThreadPointer(SB), A1
	MOV	(A1), A1
	MOV	A1, TP
	MOV	fn+8(FP), A1
	MOV	A1, 8(X2)
	MOV	frame+16(FP), A1
	MOV	A1, 16(X2)
	MOV	ZERO, 24(X2)
	CALL	runtime·cgocallback(SB)
	MOV	r-24(SP), A0
	MOV	g, record_g0(A0)
	MOV	tp-16(SP), A1
	MOV	A1, TP
	MOV	raw-8(SP), g
	RET

// func callOnG0(g0, sp, fn uintptr)
TEXT ·callOnG0(SB), NOSPLIT, $0-24
	NO_LOCAL_POINTERS
	MOV	fn+16(FP), A0
	MOV	sp+8(FP), A1
	MOV	g0+0(FP), g
	AND	$-16, A1
	ADD	$-64, A1
	MOV	A1, X2
	MOV	A0, 8(X2)
	MOV	ZERO, 16(X2)
	MOV	ZERO, 24(X2)
	CALL	runtime·cgocallback(SB)
	EBREAK

// func catch(l *landing)
TEXT ·catch(SB), 0, $8-8
	NO_LOCAL_POINTERS
	MOV	l+0(FP), A0
	MOV	X2, A1
	SUB	A1, A0, A2
	MOV	A2, landing_distance(A0)
	MOV	A0, 8(X2)
	CALL	·mark(SB)
	RET

// func mark(l *landing)
TEXT ·mark(SB), NOSPLIT|NOFRAME, $0-8
	MOV	l+0(FP), A0
	MOV	X1, A1
	MOV	A1, landing_pc(A0)
	JMP	·protected(SB)

// func land(l *landing)
TEXT ·land(SB), NOSPLIT|NOFRAME, $0-8
	MOV	l+0(FP), A0
	MOV	ZERO, (const_gPanic*const_wordSize)(g)
	MOV	landing_distance(A0), A1
	SUB	A1, A0, A2
	MOV	A2, X2
	MOV	landing_pc(A0), A1
	JMP	(A1)

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOV	g, ret+0(FP)
	RET
