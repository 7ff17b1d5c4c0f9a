//go:build linux

#include "go_asm.h"
#include "textflag.h"

// func clone(a *cloneArgs) (tid int)
TEXT ·clone(SB), NOSPLIT, $16-16
	MOVD	$const_sigSetmask, R2
	MOVD	$·threadMask(SB), R3
	MOVD	$old-16(SP), R4
	MOVD	$const_sigsetSize, R5
	SYSCALL	$const_sysSigprocmask
	MOVD	a+0(FP), R7
	MOVD	cloneArgs_stack(R7), R2
	MOVD	cloneArgs_flags(R7), R3
	MOVD	cloneArgs_ptid(R7), R4
	MOVD	cloneArgs_ctid(R7), R5
	MOVD	cloneArgs_tls(R7), R6
	SYSCALL	$const_sysClone
	CMPBEQ	R2, $0, child
	MOVD	R2, tid+8(FP)
	MOVD	$const_sigSetmask, R2
	MOVD	$old-16(SP), R3
	MOVD	$0, R4
	MOVD	$const_sigsetSize, R5
	SYSCALL	$const_sysSigprocmask
	RET
child:
	BR	·threadEntry(SB)

// func threadEntry()
TEXT ·threadEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVD	0(R15), g
	XOR	R0, R0	// Go's zero register
	MOVD	R0, R14
	BL	·threadMain(SB)
	UNDEF

// func waitWhile(word *uint32, val uint32)
TEXT ·waitWhile(SB), NOSPLIT, $0-12
	MOVD	word+0(FP), R7
	MOVWZ	val+8(FP), R8
again:
	MOVWZ	(R7), R2
	CMPW	R2, R8
	BNE	changed
	MOVD	R7, R2
	MOVD	$0, R3	// FUTEX_WAIT, shared
	MOVD	R8, R4
	MOVD	$0, R5	// no timeout
	SYSCALL	$const_sysFutex
	BR	again
changed:
	RET

// func unmapSelf(addr, length uintptr)
TEXT ·unmapSelf(SB), NOSPLIT|NOFRAME, $0-16
	MOVD	addr+0(FP), R2
	MOVD	length+8(FP), R3
	SYSCALL	$const_sysMunmap
	MOVD	$0, R2
	SYSCALL	$const_sysExit
	UNDEF

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVD	g, ret+0(FP)
	RET

// func sigEntry()
// R2, R3, R4: signal, siginfo, context. Lookup answers in R1 and changes R5.
TEXT ·sigEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	ADD	$-32, R15
	MOVD	R14, 24(R15)
	BL	rawthread∕tls·Lookup(SB)
	CMPBEQ	R1, $0, chain
	MOVD	const_ownerOffset(R1), R5
	MOVD	R2, instance_sig(R5)
	MOVD	R3, instance_info(R5)
	MOVD	R4, instance_context(R5)
	MOVD	$instance_gsignal(R5), g
	XOR	R0, R0	// Go's zero register
	BL	·crash(SB)
	BL	rawthread∕tls·Lookup(SB)
	MOVD	const_ownerOffset(R1), R5
	MOVD	$instance_g(R5), g
	MOVD	instance_chain(R5), R2
	CMPBEQ	R2, $0, retry
	MOVD	instance_sig(R5), R2
	MOVD	instance_info(R5), R3
	MOVD	instance_context(R5), R4
chain:
	MOVD	$·nextHandler(SB), R1
	SLD	$3, R2, R5
	ADD	R5, R1
	MOVD	(R1), R1
	MOVD	24(R15), R14
	ADD	$32, R15
	BR	(R1)
retry:
	MOVD	24(R15), R14
	ADD	$32, R15
	BR	(R14)

DATA ·sigEntryPC(SB)/8, $·sigEntry(SB)
GLOBL ·sigEntryPC(SB), NOPTR|RODATA, $8
