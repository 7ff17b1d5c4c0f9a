package machine

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

// returnFunctions are functions as Go's assembler makes them: architecture,
// name, code. All but the first and the bad ones have a frame and call leaf.
//
// Good: leaf copies its argument to its result. loop has a branch. calls is as
// plain as that. foreign has an instruction that Effect does not know: a
// product, or a move of floating point. copy stores by a copy of the stack
// pointer, not to the return address.
//
// Bad: linkLost writes the link register, or the return address on the stack.
// slotLost stores over the saved return address, copySlot by a copy of the
// stack pointer, indexed perhaps. unbalanced leaves the stack pointer moved.
// foreignLink has an unknown instruction that writes the link register or stack
// pointer. indirect goes who knows where.
const returnFunctions = `
386 leaf 8b44240489442408c3
386 loop 8b4424044875fd89442408c3
386 calls 83ec10e8d8ffffff8b4424148944241883c410c3
386 foreign 83ec10e8b8ffffff0fafd18944241883c410c3
386 copy 83ec10e898ffffff89e183c104890183c410c3
386 linkLost 890424c3
386 slotLost 83ec10e868ffffff8944241083c410c3
386 unbalanced 8d6424fcc3
386 copySlot 83ec10e848ffffff89e183c110890183c410c3
386 foreignLink 94c3
386 indirect ffe0
386 indexed 83ec10e808ffffff89048c83c410c3
amd64 leaf 488b4424084889442410c3
amd64 loop 488b44240848ffc875fb4889442410c3
amd64 calls 554889e54883ec10e8b3ffffff488b44242048894424284883c4105dc3
amd64 foreign 554889e54883ec10e893ffffff480fafd148894424284883c4105dc3
amd64 copy 554889e54883ec10e873ffffff4889e14883c1084889014883c4105dc3
amd64 linkLost 48890424c3
amd64 slotLost 554889e54883ec10e833ffffff48894424184883c4105dc3
amd64 unbalanced 488d6424f8c3
amd64 copySlot 554889e54883ec10e8f3feffff4889e14883c1184889014883c4105dc3
amd64 foreignLink 4894c3
amd64 indirect ffe0
amd64 indexed 554889e54883ec10e893feffff488904cc4883c4105dc3
arm leaf 04009de508008de500f08ee2
arm loop 04009de5010040e2000050e3fcffff1a08008de500f08ee2
arm calls 14e02de5f3ffffeb18009de51c008de514f09de4
arm foreign 14e02de5eeffffeb920103e01c008de514f09de4
arm copy 14e02de5e9ffffeb0d10a0e1040081e514f09de4
arm linkLost 00e0a0e100f08ee2
arm slotLost 14e02de5e0ffffeb00008de514f09de4
arm unbalanced 10d04de200f08ee2
arm copySlot 14e02de5d8ffffeb0d10a0e1000081e514f09de4
arm foreignLink 92010ee000f08ee2
arm indirect 00f080e2
arm indexed 14e02de5cbffffeb01018de714f09de4
arm64 leaf e00740f9e00b00f9c0035fd600000000
arm64 loop e00740f9000400d1e0ffffb5e00b00f9c0035fd6000000000000000000000000
arm64 calls fe0f1ef8fd831ff8fd2300d1f1ffff97e01740f9e01b00f9fd835ff8fe0742f8c0035fd6000000000000000000000000
arm64 foreign fe0f1ef8fd831ff8fd2300d1e5ffff97437c019be01b00f9fd835ff8fe0742f8c0035fd6000000000000000000000000
arm64 copy fe0f1ef8fd831ff8fd2300d1d9ffff97e1030091200400f9fd835ff8fe0742f8c0035fd6000000000000000000000000
arm64 linkLost fe0300aac0035fd60000000000000000
arm64 slotLost fe0f1ef8fd831ff8fd2300d1c9ffff97e00300f9fd835ff8fe0742f8c0035fd6
arm64 unbalanced ff4300d1c0035fd60000000000000000
arm64 copySlot fe0f1ef8fd831ff8fd2300d1bdffff97e1030091200000f9fd835ff8fe0742f8c0035fd6000000000000000000000000
arm64 foreignLink 5e7c019bc0035fd60000000000000000
arm64 indirect 00001fd6000000000000000000000000
arm64 indexed fe0f1ef8fd831ff8fd2300d1a9ffff97e07b21f8fd835ff8fe0742f8c0035fd6
loong64 leaf 6420c0286440c0292000004c
loong64 loop 6420c02800004003000040030000400384fcff029ffcff476440c0292000004c
loong64 calls 61a0ff2963a0ff026100c029ffc7ff576480c02864a0c0296100c0286360c0022000004c
loong64 foreign 61a0ff2963a0ff026100c029ff97ff57c7941d0064a0c0296100c0286360c0022000004c
loong64 copy 61a0ff2963a0ff026100c029ff67ff5765001500a420c0296100c0286360c0022000004c
loong64 linkLost 810015002000004c
loong64 slotLost 61a0ff2963a0ff026100c029ff27ff576400c0296100c0286360c0022000004c
loong64 unbalanced 63c0ff022000004c
loong64 copySlot 61a0ff2963a0ff026100c029fff7fe5765001500a400c0296100c0286360c0022000004c
loong64 foreignLink c1941d002000004c
loong64 indirect 8000004c
loong64 indexed 61a0ff2963a0ff026100c029ffa7fe5764141c386100c0286360c0022000004c
mips leaf 8fa40004afa4000803e0000800000000
mips loop 8fa400042484ffff1480fffe00000000afa4000803e0000800000000
mips calls afbfffec27bdffecafbf00000c02c52c000000008fa40018afa4001c8fbf000027bd001403e0000800000000
mips foreign afbfffec27bdffecafbf00000c02c52c0000000070a63020afa4001c8fbf000027bd001403e0000800000000
mips copy afbfffec27bdffecafbf00000c02c52c00000000001d2825aca400048fbf000027bd001403e0000800000000
mips linkLost 0004f82503e0000800000000
mips slotLost afbfffec27bdffecafbf00000c02c52c00000000afa400008fbf000027bd001403e0000800000000
mips unbalanced 23bdfff003e0000800000000
mips copySlot afbfffec27bdffecafbf00000c02c52c00000000001d2825aca400008fbf000027bd001403e0000800000000
mips foreignLink 70bff82003e0000800000000
mips indirect 0080000800000000
mips64 leaf dfa40008ffa4001003e0000800000000
mips64 loop dfa400086484ffff1480fffe00000000ffa4001003e000080000000000000000
mips64 calls ffbfffe863bdffe8ffbf00000c02c48800000000dfa40020ffa40028dfbf000063bd001803e000080000000000000000
mips64 foreign ffbfffe863bdffe8ffbf00000c02c4880000000046001106ffa40028dfbf000063bd001803e000080000000000000000
mips64 copy ffbfffe863bdffe8ffbf00000c02c48800000000001d2825fca40008dfbf000063bd001803e000080000000000000000
mips64 linkLost 0004f82503e000080000000000000000
mips64 slotLost ffbfffe863bdffe8ffbf00000c02c48800000000ffa40000dfbf000063bd001803e0000800000000
mips64 unbalanced 63bdfff003e000080000000000000000
mips64 copySlot ffbfffe863bdffe8ffbf00000c02c48800000000001d2825fca40000dfbf000063bd001803e000080000000000000000
mips64 foreignLink 443f100003e000080000000000000000
mips64 indirect 0080000800000000
ppc64 leaf e8610020f86100284e800020
ppc64 loop e86100203863ffff2c2300004082fff8f86100284e800020
ppc64 calls 7fe802a6fbe1ffd14bffffc9e8610050f8610058ebe100007fe803a6382100304e800020
ppc64 foreign 7fe802a6fbe1ffd14bffff997cc521d2f8610058ebe100007fe803a6382100304e800020
ppc64 copy 7fe802a6fbe1ffd14bffff697c250b78f8650020ebe100007fe803a6382100304e800020
ppc64 linkLost 7c6803a64e800020
ppc64 slotLost 7fe802a6fbe1ffd14bffff29f8610000ebe100007fe803a6382100304e800020
ppc64 unbalanced 3821fff04e800020
ppc64 copySlot 7fe802a6fbe1ffd14bfffef97c250b78f8650000ebe100007fe803a6382100304e800020
ppc64 foreignLink 7c2521d24e800020
ppc64 indirect 7c6903a64e800420
ppc64 indexed 7fe802a6fbe1ffd14bfffea97c65092aebe100007fe803a6382100304e800020
riscv64 leaf 22652ae867800000
riscv64 loop 22657d15e31f05fe2ae867800000
riscv64 calls 233411fe211106e0eff09ffd02752af48260610167800000
riscv64 foreign 233411fe211106e0eff01ffc538211022af48260610167800000
riscv64 copy 233411fe211106e0eff01ffa8a8588e58260610167800000
riscv64 linkLost aa8067800000
riscv64 slotLost 233411fe211106e0eff09ff72ae08260610167800000
riscv64 unbalanced 7d7167800000
riscv64 copySlot 233411fe211106e0eff01ff58a8588e18260610167800000
riscv64 foreignLink d38001e267800000
riscv64 indirect 67000500
s390x leaf e320f0080004e320f010002407fe0000
s390x loop e320f0080004a72bffffec27fffe007ce320f010002407fe0000000000000000
s390x calls e3e0ffe8ff24e3ff0fe8ff71e3e0f0000024c0e5ffffffdfe320f0200004e320f0280024e3e0f0000004a7fb001807fe
s390x foreign e3e0ffe8ff24e3ff0fe8ff71e3e0f0000024c0e5ffffffc7b90c0043e320f0280024e3e0f0000004a7fb001807fe0000
s390x copy e3e0ffe8ff24e3ff0fe8ff71e3e0f0000024c0e5ffffffafb904005fe32050080024e3e0f0000004a7fb001807fe0000
s390x linkLost b90400e207fe00000000000000000000
s390x slotLost e3e0ffe8ff24e3ff0fe8ff71e3e0f0000024c0e5ffffff8fe320f0000024e3e0f0000004a7fb001807fe000000000000
s390x unbalanced a7fbfff007fe00000000000000000000
s390x copySlot e3e0ffe8ff24e3ff0fe8ff71e3e0f0000024c0e5ffffff6fb904005fe32050000024e3e0f0000004a7fb001807fe0000
s390x foreignLink b90c00e307fe00000000000000000000
s390x indirect 07f20000000000000000000000000000
s390x indexed e3e0ffe8ff24e3ff0fe8ff71e3e0f0000024c0e5ffffff47e325f0080024e3e0f0000004a7fb001807fe000000000000
`

var keepsReturn = []string{"leaf", "loop", "calls", "foreign", "copy"}

func TestKeepsReturn(t *testing.T) {
	little := map[string]string{"mips": "mipsle", "mips64": "mips64le", "ppc64": "ppc64le"}
	for line := range strings.Lines(strings.TrimSpace(returnFunctions)) {
		f := strings.Fields(line)
		code, err := hex.DecodeString(f[2])
		if err != nil {
			t.Fatal(err)
		}
		check := func(arch string) {
			want := slices.Contains(keepsReturn, f[1])
			if got := For(arch).KeepsReturn(code, 0x10000); got != want {
				t.Errorf("%s: %s: %v, want %v", arch, f[1], got, want)
			}
		}
		check(f[0])
		if twin := little[f[0]]; twin != "" {
			for i := 0; i+4 <= len(code); i += 4 {
				slices.Reverse(code[i : i+4])
			}
			check(twin)
		}
	}
}

// TestKeepsReturnOfAnything wants no function to be good whose end is missing,
// and no panic whatever the code is.
func TestKeepsReturnOfAnything(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(returnFunctions)) {
		f := strings.Fields(line)
		code, _ := hex.DecodeString(f[2])
		a := For(f[0])
		for n := range code {
			a.KeepsReturn(code[:n], 0x10000)
			for bit := range 8 {
				changed := slices.Clone(code)
				changed[n] ^= 1 << bit
				a.KeepsReturn(changed, 0x10000)
			}
		}
		if f[1] == "leaf" && a.KeepsReturn(code[:a.Align], 0x10000) {
			t.Errorf("%s: a function without an end is good", f[0])
		}
	}
}

func TestKeepsReturnOfExecute(t *testing.T) {
	a := For("s390x")
	for code, want := range map[string]bool{
		"c610 0000 0005 07fe 0707 d200 2000 3000": true,  // EXRL R1, .+10; BR R14; MVC 0(1,R2), 0(R3)
		"c610 0000 0005 07fe 0707 d200 f000 3000": false, // to the stack
		"c610 0000 0005 07fe 0707 07fe 0707 0707": false, // BR
		"c610 0000 1000 07fe":                     false, // elsewhere
	} {
		if got := a.KeepsReturn(assemble(t, a, code), 0x10000); got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
}
