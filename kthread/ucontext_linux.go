package kthread

import "runtime"

// programCounter returns the program counter in a signal handler's context,
// struct ucontext of the kernel's asm/ucontext.h and asm/sigcontext.h.
func programCounter(context uintptr) uintptr {
	switch runtime.GOARCH { // a constant: one case is left in the program
	case "386":
		return load(context + 76) // uc_mcontext.ip
	case "amd64":
		return load(context + 168) // uc_mcontext.rip
	case "arm":
		return load(context + 92) // uc_mcontext.arm_pc
	case "arm64":
		return load(context + 440) // uc_mcontext.pc
	case "loong64", "riscv64":
		return load(context + 176) // uc_mcontext.sc_pc, uc_mcontext.gregs.pc
	case "mips": // 64 bits wide, and big-endian
		return load(context + 36) // uc_mcontext.sc_pc
	case "mipsle":
		return load(context + 32) // uc_mcontext.sc_pc
	case "mips64", "mips64le":
		return load(context + 616) // uc_mcontext.sc_pc
	case "ppc64", "ppc64le":
		return load(context + 488) // uc_mcontext.gp_regs.nip
	case "s390x":
		return load(context + 48) // uc_mcontext.regs.psw.addr
	}
	return 0
}

func load(addr uintptr) uintptr { return *(*uintptr)(pointer(addr)) }
