//go:build linux

#include "go_asm.h"
#include "textflag.h"

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-8
	MOV	TP, ret+0(FP)
	RET

// func Lookup()
// Out: T0 = head or 0. Changes T1, T2.
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	MOV	$·goThreadPointer(SB), T1
	MOV	(T1), T1
	MOV	TP, T0
	BEQ	T0, T1, off
	BEQZ	T0, off
	ADD	$-const_headDistance, T0
	MOV	head_magic(T0), T1
	MOV	$const_headMagic, T2
	BEQ	T1, T2, on
off:
	MOV	ZERO, T0
on:
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-8
	CALL	·Lookup(SB)
	MOV	T0, ret+0(FP)
	RET
