//go:build linux

#include "go_asm.h"
#include "textflag.h"

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-8
	MOVV	R2, ret+0(FP)
	RET

// func Lookup()
// Out: R12 = head or 0. Changes R13, R14.
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	MOVV	$·goThreadPointer(SB), R13
	MOVV	(R13), R13
	MOVV	R2, R12
	BEQ	R12, R13, off
	BEQ	R12, off
	ADDV	$-const_headDistance, R12
	MOVV	head_magic(R12), R13
	MOVV	$const_headMagic, R14
	BEQ	R13, R14, on
off:
	MOVV	R0, R12
on:
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-8
	JAL	·Lookup(SB)
	MOVV	R12, ret+0(FP)
	RET
