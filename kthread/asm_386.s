//go:build linux

#include "go_asm.h"
#include "textflag.h"

// func clone(a *cloneArgs) (tid int)
// a.tls is a struct user_desc: its entry number is the one that this thread's
// GS selects, since clone(2) makes no new one (and the kernel, each thread's
// copy of the three entries).
TEXT ·clone(SB), NOSPLIT, $8-8
	MOVL	$const_sigSetmask, BX
	LEAL	·threadMask(SB), CX
	LEAL	old-8(SP), DX
	MOVL	$const_sigsetSize, SI
	MOVL	$const_sysSigprocmask, AX
	INT	$0x80
	MOVL	a+0(FP), AX
	MOVL	cloneArgs_tls(AX), SI
	XORL	BX, BX
	MOVW	GS, BX
	SHRL	$3, BX
	MOVL	BX, userDesc_entryNumber(SI)
	MOVL	cloneArgs_flags(AX), BX
	MOVL	cloneArgs_stack(AX), CX
	MOVL	cloneArgs_ptid(AX), DX
	MOVL	cloneArgs_ctid(AX), DI
	MOVL	$const_sysClone, AX
	INT	$0x80
	TESTL	AX, AX
	JEQ	child
	MOVL	AX, tid+4(FP)
	MOVL	$const_sigSetmask, BX
	LEAL	old-8(SP), CX
	XORL	DX, DX
	MOVL	$const_sigsetSize, SI
	MOVL	$const_sysSigprocmask, AX
	INT	$0x80
	RET
child:
	JMP	·threadEntry(SB)

// func threadEntry()
TEXT ·threadEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVL	0(SP), AX
	MOVL	TLS, CX
	MOVL	AX, 0(CX)(TLS*1)
	XORL	BP, BP
	CALL	·threadMain(SB)
	INT	$3

// func waitWhile(word *uint32, val uint32)
TEXT ·waitWhile(SB), NOSPLIT, $0-8
	MOVL	word+0(FP), BX
	MOVL	val+4(FP), DX
again:
	CMPL	DX, 0(BX)
	JNE	changed
	XORL	CX, CX	// FUTEX_WAIT, shared
	XORL	SI, SI	// no timeout
	MOVL	$const_sysFutex, AX
	INT	$0x80
	JMP	again
changed:
	RET

// func unmapSelf(addr, length uintptr)
TEXT ·unmapSelf(SB), NOSPLIT|NOFRAME, $0-8
	MOVL	addr+0(FP), BX
	MOVL	length+4(FP), CX
	MOVL	$const_sysMunmap, AX
	INT	$0x80
	XORL	BX, BX
	MOVL	$const_sysExit, AX
	INT	$0x80
	INT	$3

// func liveG() uintptr
TEXT ·liveG(SB), NOSPLIT, $0-4
	MOVL	TLS, CX
	MOVL	0(CX)(TLS*1), AX
	MOVL	AX, ret+0(FP)
	RET

// func sigEntry()
// The arguments are on the stack, above the return address.
TEXT ·sigEntry(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	CALL	rawthread∕tls·Lookup(SB)
	TESTL	AX, AX
	JEQ	chain
	MOVL	const_ownerOffset(AX), BX
	MOVL	4(SP), AX
	MOVL	AX, instance_sig(BX)
	MOVL	8(SP), AX
	MOVL	AX, instance_info(BX)
	MOVL	12(SP), AX
	MOVL	AX, instance_context(BX)
	LEAL	instance_gsignal(BX), AX
	MOVL	TLS, CX
	MOVL	AX, 0(CX)(TLS*1)
	CALL	·crash(SB)
	CALL	rawthread∕tls·Lookup(SB)
	MOVL	const_ownerOffset(AX), BX
	LEAL	instance_g(BX), AX
	MOVL	TLS, CX
	MOVL	AX, 0(CX)(TLS*1)
	CMPL	instance_chain(BX), $0
	JEQ	retry
	MOVL	instance_sig(BX), AX
	MOVL	AX, 4(SP)
	MOVL	instance_info(BX), AX
	MOVL	AX, 8(SP)
	MOVL	instance_context(BX), AX
	MOVL	AX, 12(SP)
chain:
	MOVL	4(SP), CX
	LEAL	·nextHandler(SB), AX
	MOVL	(AX)(CX*4), AX
	JMP	AX
retry:
	RET

DATA ·sigEntryPC(SB)/4, $·sigEntry(SB)
GLOBL ·sigEntryPC(SB), NOPTR|RODATA, $4
