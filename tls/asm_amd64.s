//go:build linux

#include "go_asm.h"
#include "textflag.h"

// LOOKUP finds the calling thread's head.
// Out: AX = head or 0. Changes R11.
#define LOOKUP \
	MOVQ $const_headMagic, R11; \
	XORL AX, AX; \
	CMPQ R11, const_headOffset(FS); \
	JNE off; \
	MOVQ 0(FS), AX; \
	LEAQ const_headOffset(AX), AX; \
off:

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-8
	MOVQ	0(FS), AX
	MOVQ	AX, ret+0(FP)
	RET

// func Lookup()
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	LOOKUP
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-8
	LOOKUP
	MOVQ	AX, ret+0(FP)
	RET

// func block() unsafe.Pointer
TEXT ·block(SB), NOSPLIT|NOFRAME, $0-8
	CMPQ	const_headOffset(FS), $const_headMagic
	JNE	lost
	MOVQ	(const_headOffset+head_vars)(FS), AX
	MOVQ	AX, ret+0(FP)
	RET
lost:
	JMP	·offRawThread(SB)
