//go:build linux

#include "go_asm.h"
#include "textflag.h"

// LOOKUP finds the calling thread's head.
// Out: T0 = head or 0. Changes T1, T2.
#define LOOKUP \
	MOV $·goThreadPointer(SB), T1; \
	MOV (T1), T1; \
	MOV TP, T0; \
	BEQ T0, T1, off; \
	BEQZ T0, off; \
	ADD $-const_headDistance, T0; \
	MOV head_magic(T0), T1; \
	MOV $const_headMagic, T2; \
	BEQ T1, T2, on; \
off: \
	MOV ZERO, T0; \
on:

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-8
	MOV	TP, ret+0(FP)
	RET

// func Lookup()
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	LOOKUP
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-8
	LOOKUP
	MOV	T0, ret+0(FP)
	RET

// func block() unsafe.Pointer
TEXT ·block(SB), NOSPLIT|NOFRAME, $0-8
	LOOKUP
	BEQZ	T0, lost
	MOV	head_vars(T0), T0
	MOV	T0, ret+0(FP)
	RET
lost:
	JMP	·offRawThread(SB)
