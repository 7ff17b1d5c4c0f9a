//go:build linux && !go1.28 && !race && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

// func enter(r *record, fn uintptr, frame unsafe.Pointer)
TEXT ·enter(SB), NOSPLIT, $28-12
	NO_LOCAL_POINTERS
	CALL	rawthread∕tls·Lookup(SB)
	MOVL	r+0(FP), BX
	MOVL	BX, r-16(SP)
	MOVL	AX, head-12(SP)
	MOVL	const_magicOffset(AX), DX
	MOVL	DX, magic-8(SP)
	MOVL	TLS, CX
	MOVL	0(CX)(TLS*1), DX
	MOVL	DX, raw-4(SP)
	MOVL	record_g0(BX), DX
	MOVL	DX, 0(CX)(TLS*1)
	MOVL	$0, const_magicOffset(AX)
	MOVL	fn+4(FP), AX
	MOVL	AX, 0(SP)
	MOVL	frame+8(FP), AX
	MOVL	AX, 4(SP)
	MOVL	$0, 8(SP)
	CALL	runtime·cgocallback(SB)
	MOVL	r-16(SP), BX
	MOVL	TLS, CX
	MOVL	0(CX)(TLS*1), DX
	MOVL	DX, record_g0(BX)
	MOVL	head-12(SP), AX
	MOVL	magic-8(SP), DX
	MOVL	DX, const_magicOffset(AX)
	MOVL	raw-4(SP), DX
	MOVL	DX, 0(CX)(TLS*1)
	RET

// func callOnG0(g0, sp, fn uintptr)
TEXT ·callOnG0(SB), NOSPLIT, $0-12
	NO_LOCAL_POINTERS
	MOVL	g0+0(FP), BX
	MOVL	sp+4(FP), DX
	MOVL	fn+8(FP), AX
	MOVL	TLS, CX
	MOVL	BX, 0(CX)(TLS*1)
	MOVL	DX, SP
	ANDL	$~15, SP
	SUBL	$32, SP
	MOVL	AX, 0(SP)
	MOVL	$0, 4(SP)
	MOVL	$0, 8(SP)
	CALL	runtime·cgocallback(SB)
	INT	$3

// func catch(l *landing)
TEXT ·catch(SB), 0, $4-4
	NO_LOCAL_POINTERS
	MOVL	l+0(FP), AX
	MOVL	AX, DX
	SUBL	SP, DX
	MOVL	DX, landing_distance(AX)
	MOVL	AX, 0(SP)
	CALL	·mark(SB)
	RET

// func mark(l *landing)
TEXT ·mark(SB), NOSPLIT|NOFRAME, $0-4
	MOVL	l+0(FP), AX
	MOVL	0(SP), DX
	MOVL	DX, landing_pc(AX)
	JMP	·protected(SB)

// func land(l *landing)
TEXT ·land(SB), NOSPLIT|NOFRAME, $0-4
	MOVL	l+0(FP), AX
	MOVL	TLS, CX
	MOVL	0(CX)(TLS*1), DX
	MOVL	$0, (const_gPanic*const_wordSize)(DX)
	MOVL	AX, DX
	SUBL	landing_distance(AX), DX
	MOVL	DX, SP
	MOVL	landing_pc(AX), DX
	JMP	DX

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-4
	MOVL	TLS, CX
	MOVL	0(CX)(TLS*1), AX
	MOVL	AX, ret+0(FP)
	RET

