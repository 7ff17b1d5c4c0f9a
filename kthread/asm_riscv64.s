//go:build linux

#include "go_asm.h"
#include "textflag.h"

// func clone(a *cloneArgs) (tid int)
TEXT ·clone(SB), NOSPLIT, $16-16
	MOV	$const_sigSetmask, A0
	MOV	$·threadMask(SB), A1
	MOV	$old-16(SP), A2
	MOV	$const_sigsetSize, A3
	MOV	$const_sysSigprocmask, A7
	ECALL
	MOV	a+0(FP), A5
	MOV	cloneArgs_flags(A5), A0
	MOV	cloneArgs_stack(A5), A1
	MOV	cloneArgs_ptid(A5), A2
	MOV	cloneArgs_tls(A5), A3
	MOV	cloneArgs_ctid(A5), A4
	MOV	$const_sysClone, A7
	ECALL
	BEQZ	A0, child
	MOV	A0, tid+8(FP)
	MOV	$const_sigSetmask, A0
	MOV	$old-16(SP), A1
	MOV	ZERO, A2
	MOV	$const_sigsetSize, A3
	MOV	$const_sysSigprocmask, A7
	ECALL
	RET
child:
	JMP	·threadEntry(SB)

// func threadEntry()
TEXT ·threadEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOV	0(X2), g
	MOV	ZERO, X1
	CALL	·threadMain(SB)
	EBREAK

// func waitWhile(word *uint32, val uint32)
TEXT ·waitWhile(SB), NOSPLIT, $0-12
	MOV	word+0(FP), A5
	MOVW	val+8(FP), A2
again:
	MOVW	(A5), A0
	BNE	A0, A2, changed
	MOV	A5, A0
	MOV	ZERO, A1	// FUTEX_WAIT, shared
	MOV	ZERO, A3	// no timeout
	MOV	$const_sysFutex, A7
	ECALL
	JMP	again
changed:
	RET

// func unmapSelf(addr, length uintptr)
TEXT ·unmapSelf(SB), NOSPLIT|NOFRAME, $0-16
	MOV	addr+0(FP), A0
	MOV	length+8(FP), A1
	MOV	$const_sysMunmap, A7
	ECALL
	MOV	ZERO, A0
	MOV	$const_sysExit, A7
	ECALL
	EBREAK

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOV	g, ret+0(FP)
	RET

// func sigEntry()
// A0, A1, A2: signal, siginfo, context. Lookup answers in T0 and changes T1, T2.
TEXT ·sigEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	ADD	$-32, X2
	MOV	X1, 24(X2)
	CALL	rawthread∕tls·Lookup(SB)
	BEQZ	T0, chain
	MOV	const_ownerOffset(T0), T1
	MOV	A0, instance_sig(T1)
	MOV	A1, instance_info(T1)
	MOV	A2, instance_context(T1)
	ADD	$instance_gsignal, T1, g
	CALL	·crash(SB)
	CALL	rawthread∕tls·Lookup(SB)
	MOV	const_ownerOffset(T0), T1
	ADD	$instance_g, T1, g
	MOV	instance_chain(T1), A0
	BEQZ	A0, retry
	MOV	instance_sig(T1), A0
	MOV	instance_info(T1), A1
	MOV	instance_context(T1), A2
chain:
	MOV	$·nextHandler(SB), T0
	SLL	$3, A0, T1
	ADD	T1, T0
	MOV	(T0), T0
	MOV	24(X2), X1
	ADD	$32, X2
	JMP	(T0)
retry:
	MOV	24(X2), X1
	ADD	$32, X2
	RET

DATA ·sigEntryPC(SB)/8, $·sigEntry(SB)
GLOBL ·sigEntryPC(SB), NOPTR|RODATA, $8
