//go:build linux

#include "textflag.h"

// func call(fn, clock uintptr, ts unsafe.Pointer) (r uintptr)
TEXT ·call(SB), 0, $2048-32
	MOV	fn+0(FP), A7
	MOV	clock+8(FP), A0
	MOV	ts+16(FP), A1
	MOV	X2, S2	// C keeps it, and X27, which is g
	ADD	$1984, X2, T0
	ANDI	$~15, T0
	MOV	T0, X2
	JALR	RA, A7
	MOV	S2, X2
	MOV	A0, r+24(FP)
	RET
