// Package disasm prints instructions, for messages of tools, by the decoders of
// golang.org/x/arch. It is no part of any verdict: those decoders lose step on
// some instructions and lack others, and their tables are large, so programs
// that only start threads are not linked with it.
package disasm

import (
	"encoding/binary"

	"golang.org/x/arch/arm/armasm"
	"golang.org/x/arch/arm64/arm64asm"
	"golang.org/x/arch/loong64/loong64asm"
	"golang.org/x/arch/ppc64/ppc64asm"
	"golang.org/x/arch/riscv64/riscv64asm"
	"golang.org/x/arch/s390x/s390xasm"
	"golang.org/x/arch/x86/x86asm"
)

// Text returns the instruction at the start of code, at address pc, in Go's
// syntax; "" if x/arch can't decode it, or has no decoder (mips).
func Text(goarch string, code []byte, pc uint64) string {
	switch goarch {
	case "amd64", "386":
		mode := 64
		if goarch == "386" {
			mode = 32
		}
		if in, err := x86asm.Decode(code, mode); err == nil && in.Op != 0 {
			return x86asm.GoSyntax(in, pc, nil)
		}
	case "arm":
		if in, err := armasm.Decode(code, armasm.ModeARM); err == nil && in.Op != 0 {
			return armasm.GoSyntax(in, pc, nil, nil)
		}
	case "arm64":
		if in, err := arm64asm.Decode(code); err == nil && in.Op != 0 {
			return arm64asm.GoSyntax(in, pc, nil, nil)
		}
	case "loong64":
		if in, err := loong64asm.Decode(code); err == nil && in.Op != 0 {
			return loong64asm.GoSyntax(in, pc, nil)
		}
	case "ppc64", "ppc64le":
		order := binary.ByteOrder(binary.BigEndian)
		if goarch == "ppc64le" {
			order = binary.LittleEndian
		}
		if in, err := ppc64asm.Decode(code, order); err == nil && in.Op != 0 {
			return ppc64asm.GoSyntax(in, pc, nil)
		}
	case "riscv64":
		if in, err := riscv64asm.Decode(code); err == nil && in.Op != 0 {
			return riscv64asm.GoSyntax(in, pc, nil, nil)
		}
	case "s390x":
		if in, err := s390xasm.Decode(code); err == nil && in.Op != 0 {
			return s390xasm.GoSyntax(in, pc, nil)
		}
	}
	return ""
}
