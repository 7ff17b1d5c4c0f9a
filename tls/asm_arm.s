//go:build linux

#include "go_asm.h"
#include "textflag.h"

// TPIDRURO, read without the MRC mnemonic, which the assembler would replace
// by a call for GOARM=5: mrc p15, 0, r3, c13, c0, 3.
#define READ_TP_R3	WORD $0xee1d3f70

// LOOKUP finds the calling thread's head.
// Out: R3 = head or 0. Changes R12.
#define LOOKUP \
	READ_TP_R3; \
	MOVW $·goThreadPointer(SB), R12; \
	MOVW (R12), R12; \
	CMP R12, R3; \
	BEQ off; \
	CMP $0, R3; \
	BEQ off; \
	SUB $const_headDistance, R3; \
	MOVW head_magic(R3), R12; \
	SUB $const_headMagic, R12; \
	CMP $0, R12; \
	BEQ on; \
off: \
	MOVW $0, R3; \
on:

// func ThreadPointer() uintptr
TEXT ·ThreadPointer(SB), NOSPLIT, $0-4
	READ_TP_R3
	MOVW	R3, ret+0(FP)
	RET

// func Lookup()
TEXT ·Lookup(SB), NOSPLIT|NOFRAME, $0-0
	LOOKUP
	RET

// func current() uintptr
TEXT ·current(SB), NOSPLIT, $0-4
	LOOKUP
	MOVW	R3, ret+0(FP)
	RET

// func block() unsafe.Pointer
TEXT ·block(SB), NOSPLIT|NOFRAME, $0-4
	LOOKUP
	CMP	$0, R3
	BEQ	lost
	MOVW	head_vars(R3), R3
	MOVW	R3, ret+0(FP)
	RET
lost:
	JMP	·offRawThread(SB)
