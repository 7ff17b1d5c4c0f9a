//go:build linux && (ppc64 || ppc64le)

#include "go_asm.h"
#include "textflag.h"

// func clone(a *cloneArgs) (tid int)
TEXT ·clone(SB), NOSPLIT, $16-16
	MOVD	$const_sigSetmask, R3
	MOVD	$·threadMask(SB), R4
	MOVD	$old-16(SP), R5
	MOVD	$const_sigsetSize, R6
	SYSCALL	$const_sysSigprocmask
	MOVD	a+0(FP), R8
	MOVD	cloneArgs_flags(R8), R3
	MOVD	cloneArgs_stack(R8), R4
	MOVD	cloneArgs_ptid(R8), R5
	MOVD	cloneArgs_tls(R8), R6
	MOVD	cloneArgs_ctid(R8), R7
	SYSCALL	$const_sysClone
	BVC	2(PC)
	NEG	R3
	CMP	R3, $0
	BEQ	child
	MOVD	R3, tid+8(FP)
	MOVD	$const_sigSetmask, R3
	MOVD	$old-16(SP), R4
	MOVD	$0, R5
	MOVD	$const_sigsetSize, R6
	SYSCALL	$const_sysSigprocmask
	RET
child:
	BR	·threadEntry(SB)

// func threadEntry()
TEXT ·threadEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVD	0(R1), g
	XOR	R0, R0	// Go's zero register
	MOVD	R0, 0(R1)	// no caller
	MOVD	R0, LR
	BL	·threadMain(SB)
	TW	$31, R0, R0

// func waitWhile(word *uint32, val uint32)
TEXT ·waitWhile(SB), NOSPLIT, $0-12
	MOVD	word+0(FP), R14
	MOVWZ	val+8(FP), R15
again:
	MOVWZ	(R14), R3
	CMPW	R3, R15
	BNE	changed
	MOVD	R14, R3
	MOVD	$0, R4	// FUTEX_WAIT, shared
	MOVD	R15, R5
	MOVD	$0, R6	// no timeout
	SYSCALL	$const_sysFutex
	BR	again
changed:
	RET

// func unmapSelf(addr, length uintptr)
TEXT ·unmapSelf(SB), NOSPLIT|NOFRAME, $0-16
	MOVD	addr+0(FP), R3
	MOVD	length+8(FP), R4
	SYSCALL	$const_sysMunmap
	MOVD	$0, R3
	SYSCALL	$const_sysExit
	TW	$31, R0, R0

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVD	g, ret+0(FP)
	RET

// func sigEntry()
// R3, R4, R5: signal, siginfo, context. Lookup answers in R11 and changes R9, R10.
TEXT ·sigEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVD	LR, R0
	ADD	$-64, R1
	MOVD	R0, 56(R1)
	XOR	R0, R0	// Go's zero register
	BL	rawthread∕tls·Lookup(SB)
	CMP	R11, $0
	BEQ	chain
	MOVD	const_ownerOffset(R11), R10
	MOVD	R3, instance_sig(R10)
	MOVD	R4, instance_info(R10)
	MOVD	R5, instance_context(R10)
	ADD	$instance_gsignal, R10, g
	BL	·crash(SB)
	BL	rawthread∕tls·Lookup(SB)
	MOVD	const_ownerOffset(R11), R10
	ADD	$instance_g, R10, g
	MOVD	instance_chain(R10), R3
	CMP	R3, $0
	BEQ	retry
	MOVD	instance_sig(R10), R3
	MOVD	instance_info(R10), R4
	MOVD	instance_context(R10), R5
chain:
	MOVD	$·nextHandler(SB), R12
	SLD	$3, R3, R11
	ADD	R11, R12
	MOVD	(R12), R12
#ifdef const_functionDescriptors
	MOVD	(R12), R12	// ELFv1: a handler is a function descriptor
#endif
	MOVD	56(R1), R11
	ADD	$64, R1
	MOVD	R11, LR
	MOVD	R12, CTR
	BR	(CTR)
retry:
	MOVD	56(R1), R11
	ADD	$64, R1
	MOVD	R11, LR
	RET

#ifdef const_functionDescriptors
DATA sigEntryDescriptor<>+0(SB)/8, $·sigEntry(SB)
GLOBL sigEntryDescriptor<>(SB), NOPTR|RODATA, $24
DATA ·sigEntryPC(SB)/8, $sigEntryDescriptor<>(SB)
#else
DATA ·sigEntryPC(SB)/8, $·sigEntry(SB)
#endif
GLOBL ·sigEntryPC(SB), NOPTR|RODATA, $8
