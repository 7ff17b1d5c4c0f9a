package kthread

import "runtime"

// uc has, for each architecture, the offsets in bytes of registers in a signal
// handler's context: struct ucontext of the kernel's asm/ucontext.h, with
// struct sigcontext of asm/sigcontext.h. lr is 0 where a call pushes its return
// address instead.
var uc = map[string]struct{ pc, sp, lr uintptr }{
	"386":      {pc: 76, sp: 48},
	"amd64":    {pc: 168, sp: 160},
	"arm":      {pc: 92, sp: 84, lr: 88},
	"arm64":    {pc: 440, sp: 432, lr: 424},
	"loong64":  {pc: 176, sp: 208, lr: 192},
	"mips":     {pc: 36, sp: 276, lr: 292}, // 64 bits wide, and big-endian
	"mipsle":   {pc: 32, sp: 272, lr: 288},
	"mips64":   {pc: 616, sp: 272, lr: 288},
	"mips64le": {pc: 616, sp: 272, lr: 288},
	"ppc64":    {pc: 488, sp: 240, lr: 520},
	"ppc64le":  {pc: 488, sp: 240, lr: 520},
	"riscv64":  {pc: 176, sp: 192, lr: 184},
	"s390x":    {pc: 48, sp: 176, lr: 168},
}[runtime.GOARCH]

func programCounter(context uintptr) uintptr { return load(context + uc.pc) }

func stackPointer(context uintptr) uintptr { return load(context + uc.sp) }

// linkRegister returns 0 where there is none.
func linkRegister(context uintptr) uintptr {
	if uc.lr == 0 {
		return 0
	}
	return load(context + uc.lr)
}

func load(addr uintptr) uintptr { return *(*uintptr)(pointer(addr)) }
