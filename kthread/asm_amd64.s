//go:build linux

#include "go_asm.h"
#include "textflag.h"

// func clone(a *cloneArgs) (tid int)
TEXT ·clone(SB), NOSPLIT, $16-16
	MOVL	$const_sigSetmask, DI
	LEAQ	·threadMask(SB), SI
	LEAQ	old-16(SP), DX
	MOVL	$const_sigsetSize, R10
	MOVL	$const_sysSigprocmask, AX
	SYSCALL
	MOVQ	a+0(FP), AX
	MOVQ	cloneArgs_flags(AX), DI
	MOVQ	cloneArgs_stack(AX), SI
	MOVQ	cloneArgs_ptid(AX), DX
	MOVQ	cloneArgs_ctid(AX), R10
	MOVQ	cloneArgs_tls(AX), R8
	MOVL	$const_sysClone, AX
	SYSCALL
	TESTQ	AX, AX
	JEQ	child
	MOVQ	AX, tid+8(FP)
	MOVL	$const_sigSetmask, DI
	LEAQ	old-16(SP), SI
	XORL	DX, DX
	MOVL	$const_sigsetSize, R10
	MOVL	$const_sysSigprocmask, AX
	SYSCALL
	RET
child:
	JMP	·threadEntry(SB)

// func threadEntry()
TEXT ·threadEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVQ	0(SP), R14
	MOVQ	TLS, CX
	MOVQ	R14, 0(CX)(TLS*1)
	MOVQ	BP, AX	// vet wants a read before the write
	XORL	BP, BP
	CALL	·threadMain(SB)
	INT	$3

// func waitWhile(word *uint32, val uint32)
TEXT ·waitWhile(SB), NOSPLIT, $0-12
	MOVQ	word+0(FP), DI
	MOVL	val+8(FP), DX
again:
	CMPL	DX, 0(DI)
	JNE	changed
	XORL	SI, SI	// FUTEX_WAIT, shared
	XORL	R10, R10	// no timeout
	MOVL	$const_sysFutex, AX
	SYSCALL
	JMP	again
changed:
	RET

// func unmapSelf(addr, length uintptr)
TEXT ·unmapSelf(SB), NOSPLIT|NOFRAME, $0-16
	MOVQ	addr+0(FP), DI
	MOVQ	length+8(FP), SI
	MOVL	$const_sysMunmap, AX
	SYSCALL
	XORL	DI, DI
	MOVL	$const_sysExit, AX
	SYSCALL
	INT	$3

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-8
	MOVQ	TLS, CX
	MOVQ	0(CX)(TLS*1), AX
	MOVQ	AX, ret+0(FP)
	RET

// func sigEntry()
TEXT ·sigEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	CALL	rawthread∕tls·Lookup(SB)
	TESTQ	AX, AX
	JEQ	chain
	MOVQ	const_ownerOffset(AX), BX
	MOVQ	DI, instance_sig(BX)
	MOVQ	SI, instance_info(BX)
	MOVQ	DX, instance_context(BX)
	LEAQ	instance_gsignal(BX), R14
	MOVQ	TLS, CX
	MOVQ	R14, 0(CX)(TLS*1)
	CALL	·crash(SB)
	CALL	rawthread∕tls·Lookup(SB)
	MOVQ	const_ownerOffset(AX), BX
	LEAQ	instance_g(BX), R14
	MOVQ	TLS, CX
	MOVQ	R14, 0(CX)(TLS*1)
	CMPQ	instance_chain(BX), $0
	JEQ	retry
	MOVQ	instance_sig(BX), DI
	MOVQ	instance_info(BX), SI
	MOVQ	instance_context(BX), DX
chain:
	LEAQ	·nextHandler(SB), AX
	MOVQ	(AX)(DI*8), AX
	JMP	AX
retry:
	RET

DATA ·sigEntryPC(SB)/8, $·sigEntry(SB)
GLOBL ·sigEntryPC(SB), NOPTR|RODATA, $8
