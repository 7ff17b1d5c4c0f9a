package machine

import (
	"fmt"
	"testing"
)

func TestSequence(t *testing.T) {
	tests := []struct {
		arch, what, code string
		toc              uint64
		want             string // "" for none
	}{
		{"arm", "trampoline", "e59fc000 e12fff1c 00012344", 0, "12: jump to +0x2344"},
		{"arm", "trampoline to Thumb", "e59fc000 e12fff1c 00012345", 0, ""},
		{"arm", "relative trampoline", "e59fc004 e08fc00c e12fff1c 00001000", 0, "16: jump to +0x100c"},
		{"arm", "relative trampoline backwards", "e59fc004 e08fc00c e12fff1c fffffff4", 0, "16: jump to +0x0"},
		{"arm", "kernel helper", "e59ff004 e1a00000 00000000 ffff0fc0", 0, "4: jump to 0xffff0fc0"},
		{"arm", "jump to a literal", "e59fb000 e28bf000 00012340", 0, "8: jump to +0x2340"},
		{"arm", "jump to a literal, another register", "e59fb000 e28af000 00012340", 0, ""},
		{"arm", "jump that loses the return address", "e59fe000 e12fff1e 00012340", 0, ""},
		{"arm", "call of a literal", "e59f3000 e12fff33 00012340", 0, "8: call to +0x2340 link 14"},
		{"arm", "literal out of reach", "e59ff100 e1a00000 00012340", 0, ""},
		{"arm64", "trampoline", "b0000010 91048e10 d61f0200", 0, "12: jump to +0x1123"},
		{"arm64", "trampoline backwards", "90ffff90 91048e10 d61f0200", 0, "12: jump to -0xfedd"},
		{"arm64", "by a table of addresses", "b0000010 f9400210 d61f0200", 0, ""},
		{"loong64", "trampoline", "1a00003e 02ffc3de 4c0003c0", 0, "12: jump to +0xff0"},
		{"loong64", "far call", "1e000021 4ffffc21", 0, "8: call to +0x3fffc link 1"},
		{"loong64", "far jump", "1e00000f 4c0011e0", 0, "8: jump to +0x10"},
		{"loong64", "far jump by the link register", "1e000001 4c001020", 0, ""},
		{"loong64", "two registers", "1e00000f 4c0011c0", 0, ""},
		{"ppc64", "trampoline", "3d800002 398c8000 7d8903a6 4e800420", 0, "16: jump to +0x8000"},
		{"ppc64", "by the TOC", "3d820001 398c0010 7d8903a6 4e800420", 0x20000, "16: jump to +0x20010"},
		{"ppc64", "by an unknown TOC", "3d820001 398c0010 7d8903a6 4e800420", 0, ""},
		{"ppc64", "by the pc", "06100000 39801000 7d8903a6 4e800420", 0, "16: jump to +0x1000"},
		{"ppc64", "by the pc backwards", "0613ffff 3980fff0 7d8903a6 4e800420", 0, "16: jump to -0x10"},
		{"ppc64", "by a table of addresses", "3d820001 e98c0010 7d8903a6 4e800420", 0x20000, ""},
		{"ppc64", "a call", "3d800002 398c8000 7d8903a6 4e800421", 0, ""},
		{"riscv64", "trampoline", "00001f97 ff0f8067", 0, "8: jump to +0xff0"},
		{"riscv64", "far call", "00001097 008080e7", 0, "8: call to +0x1008 link 1"},
		{"riscv64", "far call backwards", "fffff297 7ff282e7", 0, "8: call to -0x802 link 5"},
		{"riscv64", "jump that loses the return address", "00001097 00808067", 0, ""},
		{"riscv64", "two registers", "00001f97 ff080067", 0, ""},
		{"s390x", "nothing has sequences here", "c0e500000010", 0, ""},
	}
	for _, test := range tests {
		names := []string{test.arch}
		if test.arch == "ppc64" {
			names = append(names, "ppc64le")
		}
		for _, name := range names {
			a := For(name)
			b := assemble(t, a, test.code)
			got := ""
			in, ok := a.Sequence(b, testPC, test.toc)
			if ok {
				got = fmt.Sprintf("%d: %s", in.Len, describe(in))
			}
			if got != test.want {
				t.Errorf("%s: %s: %q, want %q", name, test.what, got, test.want)
			}
			if in, ok := a.Sequence(b[:len(b)-1], testPC, test.toc); ok {
				t.Errorf("%s: %s, cut off: %s", name, test.what, describe(in))
			}
		}
	}
}

func TestTOC(t *testing.T) {
	for _, name := range []string{"ppc64", "ppc64le"} {
		a := For(name)
		b := assemble(t, a, "3c4c0002 38428000")
		if toc, ok := a.TOC(b, testPC); !ok || toc != 0x28000 {
			t.Errorf("%s: TOC is %#x, %v, want 0x28000", name, toc, ok)
		}
		if n := a.LocalEntry(b); n != 8 {
			t.Errorf("%s: local entry at %d, want 8", name, n)
		}
		for _, code := range []string{"3c4c0002", "3c400002 38428000", "3c4c0002 38630000", "60000000 60000000"} {
			b := assemble(t, a, code)
			if _, ok := a.TOC(b, testPC); ok || a.LocalEntry(b) != 0 {
				t.Errorf("%s: %s makes a TOC pointer", name, code)
			}
		}
	}
	if a := For("amd64"); a.LocalEntry(make([]byte, 8)) != 0 {
		t.Error("amd64 has local entries")
	}
}

func TestJumpTable(t *testing.T) {
	tests := []struct {
		arch   string
		before []string // in the order in which they run
		jump   string
		want   uint64
	}{
		// LEAQ 0x10(RIP), CX; CMPQ AX, $5; JMP (CX)(AX*8)
		{"amd64", []string{"488d0d10000000", "4883f805"}, "ff24c1", 0x20017},
		{"amd64", []string{"4c8d3d10000000", "4883f805"}, "41ff24c7", 0x20017},
		{"amd64", []string{"4883f805", "488d0d10000000"}, "ff24c1", 0x20014 + 7},
		{"amd64", []string{"4c8d2d10000000", "660f1f440000", "6690", "488b0424"}, "41ff64c500", 0x20017}, // with R13
		{"amd64", []string{"4c8d2d10000000"}, "41ff64c508", 0},
		{"amd64", []string{"488d0d10000000", "488b0424", "0fb6c0", "48c1e003", "b905000000"}, "ff24c1", 0}, // MOVL $5, CX
		{"amd64", []string{"488d0d10000000", "4889c1"}, "ff24c1", 0},                                       // MOVQ AX, CX
		{"amd64", []string{"488d0510000000", "48f7e1"}, "ff24d0", 0},                                       // MULQ CX
		{"amd64", []string{"488d0510000000", "8ae1"}, "ff24c8", 0},                                         // MOVB CX, AH
		{"amd64", []string{"488d0510000000", "8ad1"}, "ff24c8", 0x20010 + 7},
		{"amd64", []string{"488d0d10000000", "c5f877"}, "ff24c1", 0}, // not understood
		{"amd64", []string{"488d0d10000000"}, "ff24c8", 0},           // another base
		{"amd64", []string{"488d4910"}, "ff24c1", 0},                 // not relative
		{"amd64", []string{"488d0d10000000"}, "ff6408", 0},           // not scaled
		{"amd64", []string{"488d0d10000000"}, "65ff24c1", 0},         // a segment
		{"amd64", []string{"488d0d10000000"}, "ff14c1", 0},           // a call
		{"amd64", nil, "ff24c1", 0},
		// ADRP; ADD $0x10, R1; CMP $5, R0; MOVD (R1)(R0<<3), R27; JMP (R27)
		{"arm64", []string{"b0000001", "91004021", "f100141f", "f860783b"}, "d61f0360", 0x21010},
		{"arm64", []string{"b0000002", "91004041", "f860783b"}, "d61f0360", 0x21010},
		{"arm64", []string{"b0000001", "91004021", "d2800001", "f860783b"}, "d61f0360", 0}, // MOVD $0, R1
		{"arm64", []string{"b0000001", "d2800001", "91004021", "f860783b"}, "d61f0360", 0},
		{"arm64", []string{"b0000001", "91004021", "f8408423", "f860783b"}, "d61f0360", 0}, // MOVD.P 8(R1), R3
		{"arm64", []string{"b0000001", "91004021", "f860783b"}, "d61f0380", 0},
		{"arm64", []string{"91004021", "f860783b"}, "d61f0360", 0},
		// PCALAU12I; ADDI.D $0x10, R12, R13; ALSL.D; LD.D; JIRL
		{"loong64", []string{"1a00002c", "02c0418d", "002d349e", "28c003de"}, "4c0003c0", 0x21010},
		{"loong64", []string{"1a00002c", "02c0418d", "0015008d", "002d349e", "28c003de"}, "4c0003c0", 0}, // MOVV R4, R13
		{"loong64", []string{"02c0418d", "002d349e", "28c003de"}, "4c0003c0", 0},
		{"loong64", []string{"1a00002c", "02c0418d", "002cb49e", "28c003de"}, "4c0003c0", 0}, // scaled by 4
		{"riscv64", []string{"00001097"}, "00008067", 0},
	}
	for _, test := range tests {
		a := For(test.arch)
		pc := uint64(0x20000)
		var before []Before
		for _, code := range test.before {
			b := assemble(t, a, code)
			before = append([]Before{{pc, b}}, before...)
			pc += uint64(len(b))
		}
		b := assemble(t, a, test.jump)
		table, ok := a.JumpTable(b, pc, before)
		if table != test.want && ok || ok != (test.want != 0) {
			t.Errorf("%s: %q, %s: table %#x, %v, want %#x", test.arch, test.before, test.jump, table, ok, test.want)
		}
	}
}
