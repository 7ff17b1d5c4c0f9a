//go:build linux && (mips || mipsle)

#include "go_asm.h"
#include "textflag.h"

// func clone(a *cloneArgs) (tid int)
TEXT ·clone(SB), NOSPLIT, $40-8
	MOVW	$const_sigSetmask, R4
	MOVW	$·threadMask(SB), R5
	MOVW	$old-16(SP), R6
	MOVW	$const_sigsetSize, R7
	MOVW	$const_sysSigprocmask, R2
	SYSCALL
	MOVW	a+0(FP), R9
	MOVW	cloneArgs_flags(R9), R4
	MOVW	cloneArgs_stack(R9), R5
	MOVW	cloneArgs_ptid(R9), R6
	MOVW	cloneArgs_tls(R9), R7
	MOVW	cloneArgs_ctid(R9), R8
	MOVW	R8, 16(R29)	// o32: the fifth argument is on the stack
	MOVW	$const_sysClone, R2
	SYSCALL
	BEQ	R7, 2(PC)
	SUBU	R2, R0, R2
	BEQ	R2, child
	MOVW	R2, tid+4(FP)
	MOVW	$const_sigSetmask, R4
	MOVW	$old-16(SP), R5
	MOVW	R0, R6
	MOVW	$const_sigsetSize, R7
	MOVW	$const_sysSigprocmask, R2
	SYSCALL
	RET
child:
	JMP	·threadEntry(SB)

// func threadEntry()
TEXT ·threadEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVW	0(R29), g
	MOVW	R0, R31
	JAL	·threadMain(SB)
	BREAK

// func waitWhile(word *uint32, val uint32)
TEXT ·waitWhile(SB), NOSPLIT, $0-8
	MOVW	word+0(FP), R16
	MOVW	val+4(FP), R17
again:
	MOVW	(R16), R4
	BNE	R4, R17, changed
	MOVW	R16, R4
	MOVW	R0, R5	// FUTEX_WAIT, shared
	MOVW	R17, R6
	MOVW	R0, R7	// no timeout
	MOVW	$const_sysFutex, R2
	SYSCALL
	JMP	again
changed:
	RET

// func unmapSelf(addr, length uintptr)
TEXT ·unmapSelf(SB), NOSPLIT|NOFRAME, $0-8
	MOVW	addr+0(FP), R4
	MOVW	length+4(FP), R5
	// o32 kernels look at the stack for arguments of any system call: some
	// fail if there is none. Text is readable, and stays.
	MOVW	$·unmapSelf(SB), R29
	MOVW	$const_sysMunmap, R2
	SYSCALL
	MOVW	R0, R4
	MOVW	$const_sysExit, R2
	SYSCALL
	BREAK

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-4
	MOVW	g, ret+0(FP)
	RET

// func sigEntry()
// R4, R5, R6: signal, siginfo, context. Lookup answers in R3 and changes R8, R9.
TEXT ·sigEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	ADD	$-32, R29
	MOVW	R31, 24(R29)
	JAL	rawthread∕tls·Lookup(SB)
	BEQ	R3, chain
	MOVW	const_ownerOffset(R3), R8
	MOVW	R4, instance_sig(R8)
	MOVW	R5, instance_info(R8)
	MOVW	R6, instance_context(R8)
	ADD	$instance_gsignal, R8, g
	JAL	·crash(SB)
	JAL	rawthread∕tls·Lookup(SB)
	MOVW	const_ownerOffset(R3), R8
	ADD	$instance_g, R8, g
	MOVW	instance_chain(R8), R4
	BEQ	R4, retry
	MOVW	instance_sig(R8), R4
	MOVW	instance_info(R8), R5
	MOVW	instance_context(R8), R6
chain:
	MOVW	$·nextHandler(SB), R8
	SLL	$2, R4, R9
	ADDU	R9, R8
	MOVW	(R8), R8
	MOVW	24(R29), R31
	ADD	$32, R29
	JMP	(R8)
retry:
	MOVW	24(R29), R31
	ADD	$32, R29
	JMP	(R31)

DATA ·sigEntryPC(SB)/4, $·sigEntry(SB)
GLOBL ·sigEntryPC(SB), NOPTR|RODATA, $4
