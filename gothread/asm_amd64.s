//go:build linux && !go1.28 && !race && !msan && !asan

#include "go_asm.h"
#include "textflag.h"
#include "funcdata.h"

// func enter(r *record, fn uintptr, frame unsafe.Pointer)
TEXT ·enter(SB), NOSPLIT, $56-24
	NO_LOCAL_POINTERS
	CALL	rawthread∕tls·Lookup(SB)
	MOVQ	r+0(FP), BX
	MOVQ	BX, r-32(SP)
	MOVQ	AX, head-24(SP)
	MOVQ	const_magicOffset(AX), DX
	MOVQ	DX, magic-16(SP)
	MOVQ	TLS, CX
	MOVQ	0(CX)(TLS*1), DX
	MOVQ	DX, raw-8(SP)
	MOVQ	record_g0(BX), DX
	MOVQ	DX, 0(CX)(TLS*1)
	MOVQ	$0, const_magicOffset(AX)
	MOVQ	fn+8(FP), AX
	MOVQ	AX, 0(SP)
	MOVQ	frame+16(FP), AX
	MOVQ	AX, 8(SP)
	MOVQ	$0, 16(SP)
	CALL	runtime·cgocallback(SB)
	MOVQ	r-32(SP), BX
	MOVQ	TLS, CX
	MOVQ	0(CX)(TLS*1), DX
	MOVQ	DX, record_g0(BX)
	MOVQ	head-24(SP), AX
	MOVQ	magic-16(SP), DX
	MOVQ	DX, const_magicOffset(AX)
	MOVQ	raw-8(SP), DX
	MOVQ	DX, 0(CX)(TLS*1)
	RET

// func callOnG0(g0, sp, fn uintptr)
TEXT ·callOnG0(SB), NOSPLIT, $0-24
	NO_LOCAL_POINTERS
	MOVQ	g0+0(FP), BX
	MOVQ	sp+8(FP), DX
	MOVQ	fn+16(FP), AX
	MOVQ	TLS, CX
	MOVQ	BX, 0(CX)(TLS*1)
	MOVQ	BP, CX	// vet wants a read before the write
	XORL	BP, BP	// nothing is to follow frames from here on
	MOVQ	DX, SP
	ANDQ	$~15, SP
	SUBQ	$48, SP
	MOVQ	AX, 0(SP)
	MOVQ	$0, 8(SP)
	MOVQ	$0, 16(SP)
	CALL	runtime·cgocallback(SB)
	INT	$3

// func catch(l *landing)
TEXT ·catch(SB), 0, $8-8
	NO_LOCAL_POINTERS
	MOVQ	l+0(FP), AX
	MOVQ	AX, DX
	SUBQ	SP, DX
	MOVQ	DX, landing_distance(AX)
	MOVQ	AX, 0(SP)
	CALL	·mark(SB)
	RET

// func mark(l *landing)
TEXT ·mark(SB), NOSPLIT|NOFRAME, $0-8
	MOVQ	l+0(FP), AX
	MOVQ	0(SP), DX
	MOVQ	DX, landing_pc(AX)
	JMP	·protected(SB)

// func land(l *landing)
TEXT ·land(SB), NOSPLIT|NOFRAME, $0-8
	MOVQ	l+0(FP), AX
	MOVQ	TLS, CX
	MOVQ	0(CX)(TLS*1), DX
	MOVQ	$0, (const_gPanic*const_wordSize)(DX)
	MOVQ	AX, DX
	SUBQ	landing_distance(AX), DX
	MOVQ	DX, SP
	MOVQ	landing_pc(AX), DX
	JMP	DX

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVQ	TLS, CX
	MOVQ	0(CX)(TLS*1), AX
	MOVQ	AX, ret+0(FP)
	RET

