//go:build linux

#include "go_asm.h"
#include "textflag.h"

// func clone(a *cloneArgs) (tid int)
TEXT ·clone(SB), NOSPLIT, $16-16
	MOVD	$const_sigSetmask, R0
	MOVD	$·threadMask(SB), R1
	MOVD	$old-16(SP), R2
	MOVD	$const_sigsetSize, R3
	MOVD	$const_sysSigprocmask, R8
	SVC
	MOVD	a+0(FP), R5
	MOVD	cloneArgs_flags(R5), R0
	MOVD	cloneArgs_stack(R5), R1
	MOVD	cloneArgs_ptid(R5), R2
	MOVD	cloneArgs_tls(R5), R3
	MOVD	cloneArgs_ctid(R5), R4
	MOVD	$const_sysClone, R8
	SVC
	CBZ	R0, child
	MOVD	R0, tid+8(FP)
	MOVD	$const_sigSetmask, R0
	MOVD	$old-16(SP), R1
	MOVD	ZR, R2
	MOVD	$const_sigsetSize, R3
	MOVD	$const_sysSigprocmask, R8
	SVC
	RET
child:
	B	·threadEntry(SB)

// func threadEntry()
TEXT ·threadEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVD	0(RSP), g
	MOVD	R29, R0	// vet wants a read before the write
	MOVD	ZR, R29
	MOVD	ZR, R30
	BL	·threadMain(SB)
	UNDEF

// func waitWhile(word *uint32, val uint32)
TEXT ·waitWhile(SB), NOSPLIT, $0-12
	MOVD	word+0(FP), R5
	MOVWU	val+8(FP), R2
again:
	MOVWU	(R5), R0
	CMPW	R0, R2
	BNE	changed
	MOVD	R5, R0
	MOVD	ZR, R1	// FUTEX_WAIT, shared
	MOVD	ZR, R3	// no timeout
	MOVD	$const_sysFutex, R8
	SVC
	B	again
changed:
	RET

// func unmapSelf(addr, length uintptr)
TEXT ·unmapSelf(SB), NOSPLIT|NOFRAME, $0-16
	MOVD	addr+0(FP), R0
	MOVD	length+8(FP), R1
	MOVD	$const_sysMunmap, R8
	SVC
	MOVD	ZR, R0
	MOVD	$const_sysExit, R8
	SVC
	UNDEF

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVD	g, ret+0(FP)
	RET

// func sigEntry()
// R0, R1, R2: signal, siginfo, context. Lookup answers in R16 and changes R17.
TEXT ·sigEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	SUB	$32, RSP
	MOVD	R30, 24(RSP)
	BL	rawthread∕tls·Lookup(SB)
	CBZ	R16, chain
	MOVD	const_ownerOffset(R16), R9
	MOVD	R0, instance_sig(R9)
	MOVD	R1, instance_info(R9)
	MOVD	R2, instance_context(R9)
	ADD	$instance_gsignal, R9, g
	BL	·crash(SB)
	BL	rawthread∕tls·Lookup(SB)
	MOVD	const_ownerOffset(R16), R9
	ADD	$instance_g, R9, g
	MOVD	instance_chain(R9), R0
	CBZ	R0, retry
	MOVD	instance_sig(R9), R0
	MOVD	instance_info(R9), R1
	MOVD	instance_context(R9), R2
chain:
	MOVD	$·nextHandler(SB), R16
	MOVD	(R16)(R0<<3), R16
	MOVD	24(RSP), R30
	ADD	$32, RSP
	B	(R16)
retry:
	MOVD	24(RSP), R30
	ADD	$32, RSP
	RET

DATA ·sigEntryPC(SB)/8, $·sigEntry(SB)
GLOBL ·sigEntryPC(SB), NOPTR|RODATA, $8
