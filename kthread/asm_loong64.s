//go:build linux

#include "go_asm.h"
#include "textflag.h"

// func clone(a *cloneArgs) (tid int)
TEXT ·clone(SB), NOSPLIT, $16-16
	MOVV	$const_sigSetmask, R4
	MOVV	$·threadMask(SB), R5
	MOVV	$old-16(SP), R6
	MOVV	$const_sigsetSize, R7
	MOVV	$const_sysSigprocmask, R11
	SYSCALL
	MOVV	a+0(FP), R12
	MOVV	cloneArgs_flags(R12), R4
	MOVV	cloneArgs_stack(R12), R5
	MOVV	cloneArgs_ptid(R12), R6
	MOVV	cloneArgs_ctid(R12), R7
	MOVV	cloneArgs_tls(R12), R8
	MOVV	$const_sysClone, R11
	SYSCALL
	BEQ	R4, child
	MOVV	R4, tid+8(FP)
	MOVV	$const_sigSetmask, R4
	MOVV	$old-16(SP), R5
	MOVV	R0, R6
	MOVV	$const_sigsetSize, R7
	MOVV	$const_sysSigprocmask, R11
	SYSCALL
	RET
child:
	JMP	·threadEntry(SB)

// func threadEntry()
TEXT ·threadEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVV	0(R3), g
	MOVV	R0, R1
	JAL	·threadMain(SB)
	BREAK

// func waitWhile(word *uint32, val uint32)
TEXT ·waitWhile(SB), NOSPLIT, $0-12
	MOVV	word+0(FP), R24
	MOVW	val+8(FP), R25
again:
	MOVW	(R24), R4
	BNE	R4, R25, changed
	MOVV	R24, R4
	MOVV	R0, R5	// FUTEX_WAIT, shared
	MOVV	R25, R6
	MOVV	R0, R7	// no timeout
	MOVV	$const_sysFutex, R11
	SYSCALL
	JMP	again
changed:
	RET

// func unmapSelf(addr, length uintptr)
TEXT ·unmapSelf(SB), NOSPLIT|NOFRAME, $0-16
	MOVV	addr+0(FP), R4
	MOVV	length+8(FP), R5
	MOVV	$const_sysMunmap, R11
	SYSCALL
	MOVV	R0, R4
	MOVV	$const_sysExit, R11
	SYSCALL
	BREAK

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVV	g, ret+0(FP)
	RET

// func sigEntry()
// R4, R5, R6: signal, siginfo, context. Lookup answers in R12 and changes R13, R14.
TEXT ·sigEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	ADDV	$-32, R3
	MOVV	R1, 24(R3)
	JAL	rawthread∕tls·Lookup(SB)
	BEQ	R12, chain
	MOVV	const_ownerOffset(R12), R13
	MOVV	R4, instance_sig(R13)
	MOVV	R5, instance_info(R13)
	MOVV	R6, instance_context(R13)
	ADDV	$instance_gsignal, R13, g
	JAL	·crash(SB)
	JAL	rawthread∕tls·Lookup(SB)
	MOVV	const_ownerOffset(R12), R13
	ADDV	$instance_g, R13, g
	MOVV	instance_chain(R13), R4
	BEQ	R4, retry
	MOVV	instance_sig(R13), R4
	MOVV	instance_info(R13), R5
	MOVV	instance_context(R13), R6
chain:
	MOVV	$·nextHandler(SB), R12
	SLLV	$3, R4, R13
	ADDV	R13, R12
	MOVV	(R12), R12
	MOVV	24(R3), R1
	ADDV	$32, R3
	JMP	(R12)
retry:
	MOVV	24(R3), R1
	ADDV	$32, R3
	RET

DATA ·sigEntryPC(SB)/8, $·sigEntry(SB)
GLOBL ·sigEntryPC(SB), NOPTR|RODATA, $8
