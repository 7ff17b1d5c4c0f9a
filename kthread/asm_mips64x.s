//go:build linux && (mips64 || mips64le)

#include "go_asm.h"
#include "textflag.h"

// func clone(a *cloneArgs) (tid int)
TEXT ·clone(SB), NOSPLIT, $16-16
	MOVV	$const_sigSetmask, R4
	MOVV	$·threadMask(SB), R5
	MOVV	$old-16(SP), R6
	MOVV	$const_sigsetSize, R7
	MOVV	$const_sysSigprocmask, R2
	SYSCALL
	MOVV	a+0(FP), R9
	MOVV	cloneArgs_flags(R9), R4
	MOVV	cloneArgs_stack(R9), R5
	MOVV	cloneArgs_ptid(R9), R6
	MOVV	cloneArgs_tls(R9), R7
	MOVV	cloneArgs_ctid(R9), R8
	MOVV	$const_sysClone, R2
	SYSCALL
	BEQ	R7, 2(PC)
	SUBVU	R2, R0, R2
	BEQ	R2, child
	MOVV	R2, tid+8(FP)
	MOVV	$const_sigSetmask, R4
	MOVV	$old-16(SP), R5
	MOVV	R0, R6
	MOVV	$const_sigsetSize, R7
	MOVV	$const_sysSigprocmask, R2
	SYSCALL
	RET
child:
	JMP	·threadEntry(SB)

// func threadEntry()
TEXT ·threadEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVV	0(R29), g
	MOVV	R0, R31
	JAL	·threadMain(SB)
	BREAK

// func waitWhile(word *uint32, val uint32)
TEXT ·waitWhile(SB), NOSPLIT, $0-12
	MOVV	word+0(FP), R16
	MOVW	val+8(FP), R17
again:
	MOVW	(R16), R4
	BNE	R4, R17, changed
	MOVV	R16, R4
	MOVV	R0, R5	// FUTEX_WAIT, shared
	MOVW	R17, R6
	MOVV	R0, R7	// no timeout
	MOVV	$const_sysFutex, R2
	SYSCALL
	JMP	again
changed:
	RET

// func unmapSelf(addr, length uintptr)
TEXT ·unmapSelf(SB), NOSPLIT|NOFRAME, $0-16
	MOVV	addr+0(FP), R4
	MOVV	length+8(FP), R5
	MOVV	$const_sysMunmap, R2
	SYSCALL
	MOVV	R0, R4
	MOVV	$const_sysExit, R2
	SYSCALL
	BREAK

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVV	g, ret+0(FP)
	RET

// func sigEntry()
// R4, R5, R6: signal, siginfo, context. Lookup answers in R3 and changes R8, R9.
// A signal can come in C code, to which RSB is another pointer: it is set first.
TEXT ·sigEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	ADDV	$-32, R29
	MOVV	R31, 24(R29)
	BGEZAL	R0, 1(PC)
	SRLV	$32, R31, RSB
	SLLV	$32, RSB
	JAL	rawthread∕tls·Lookup(SB)
	BEQ	R3, chain
	MOVV	const_ownerOffset(R3), R8
	MOVV	R4, instance_sig(R8)
	MOVV	R5, instance_info(R8)
	MOVV	R6, instance_context(R8)
	ADDV	$instance_gsignal, R8, g
	JAL	·crash(SB)
	JAL	rawthread∕tls·Lookup(SB)
	MOVV	const_ownerOffset(R3), R8
	ADDV	$instance_g, R8, g
	MOVV	instance_chain(R8), R4
	BEQ	R4, retry
	MOVV	instance_sig(R8), R4
	MOVV	instance_info(R8), R5
	MOVV	instance_context(R8), R6
chain:
	MOVV	$·nextHandler(SB), R8
	SLLV	$3, R4, R9
	ADDVU	R9, R8
	MOVV	(R8), R8
	MOVV	24(R29), R31
	ADDV	$32, R29
	JMP	(R8)
retry:
	MOVV	24(R29), R31
	ADDV	$32, R29
	JMP	(R31)

DATA ·sigEntryPC(SB)/8, $·sigEntry(SB)
GLOBL ·sigEntryPC(SB), NOPTR|RODATA, $8
