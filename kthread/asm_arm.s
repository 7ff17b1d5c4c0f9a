//go:build linux

#include "go_asm.h"
#include "textflag.h"

// func clone(a *cloneArgs) (tid int)
TEXT ·clone(SB), NOSPLIT, $8-8
	MOVW	$const_sigSetmask, R0
	MOVW	$·threadMask(SB), R1
	MOVW	$old-8(SP), R2
	MOVW	$const_sigsetSize, R3
	MOVW	$const_sysSigprocmask, R7
	SWI	$0
	MOVW	a+0(FP), R5
	MOVW	cloneArgs_flags(R5), R0
	MOVW	cloneArgs_stack(R5), R1
	MOVW	cloneArgs_ptid(R5), R2
	MOVW	cloneArgs_tls(R5), R3
	MOVW	cloneArgs_ctid(R5), R4
	MOVW	$const_sysClone, R7
	SWI	$0
	CMP	$0, R0
	BEQ	child
	MOVW	R0, tid+4(FP)
	MOVW	$const_sigSetmask, R0
	MOVW	$old-8(SP), R1
	MOVW	$0, R2
	MOVW	$const_sigsetSize, R3
	MOVW	$const_sysSigprocmask, R7
	SWI	$0
	RET
child:
	B	·threadEntry(SB)

// func threadEntry()
TEXT ·threadEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVW	0(R13), g
	MOVW	$0, R14
	BL	·threadMain(SB)
	UNDEF

// func waitWhile(word *uint32, val uint32)
TEXT ·waitWhile(SB), NOSPLIT, $0-8
	MOVW	word+0(FP), R5
	MOVW	val+4(FP), R2
again:
	MOVW	(R5), R0
	CMP	R0, R2
	BNE	changed
	MOVW	R5, R0
	MOVW	$0, R1	// FUTEX_WAIT, shared
	MOVW	$0, R3	// no timeout
	MOVW	$const_sysFutex, R7
	SWI	$0
	B	again
changed:
	RET

// func unmapSelf(addr, length uintptr)
TEXT ·unmapSelf(SB), NOSPLIT|NOFRAME, $0-8
	MOVW	addr+0(FP), R0
	MOVW	length+4(FP), R1
	MOVW	$const_sysMunmap, R7
	SWI	$0
	MOVW	$0, R0
	MOVW	$const_sysExit, R7
	SWI	$0
	UNDEF

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-4
	MOVW	g, ret+0(FP)
	RET

// func sigEntry()
// R0, R1, R2: signal, siginfo, context. Lookup answers in R3 and changes R12.
TEXT ·sigEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	SUB	$16, R13
	MOVW	R14, 12(R13)
	BL	rawthread∕tls·Lookup(SB)
	CMP	$0, R3
	BEQ	chain
	MOVW	const_ownerOffset(R3), R4
	MOVW	R0, instance_sig(R4)
	MOVW	R1, instance_info(R4)
	MOVW	R2, instance_context(R4)
	ADD	$instance_gsignal, R4, g
	BL	·crash(SB)
	BL	rawthread∕tls·Lookup(SB)
	MOVW	const_ownerOffset(R3), R4
	ADD	$instance_g, R4, g
	MOVW	instance_chain(R4), R0
	CMP	$0, R0
	BEQ	retry
	MOVW	instance_sig(R4), R0
	MOVW	instance_info(R4), R1
	MOVW	instance_context(R4), R2
chain:
	MOVW	$·nextHandler(SB), R3
	MOVW	R0<<2, R12
	ADD	R12, R3
	MOVW	(R3), R3
	MOVW	12(R13), R14
	ADD	$16, R13
	B	(R3)
retry:
	MOVW	12(R13), R14
	ADD	$16, R13
	B	(R14)

DATA ·sigEntryPC(SB)/4, $·sigEntry(SB)
GLOBL ·sigEntryPC(SB), NOPTR|RODATA, $4
