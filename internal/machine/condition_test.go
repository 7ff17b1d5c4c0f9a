package machine

import "testing"

func TestCondition(t *testing.T) {
	flags := func(yes bool) Condition { return Condition{Test: Flags, A: None, B: None, Yes: yes} }
	equal := func(a, b int8, yes bool) Condition { return Condition{Test: Equal, A: a, B: b, Yes: yes} }
	type test struct {
		code, asm string
		want      Condition
	}
	mips := []test{
		{"10e00002", "beqz $7, .+12", equal(7, None, true)},
		{"10074002", "beq $0, $7, .+", equal(7, None, true)},
		{"14910009", "bne $4, $17, .+40", equal(4, 17, false)},
	}
	ppc64 := []test{
		{"41820028", "beq .+40", flags(true)},
		{"40820024", "bne .+36", flags(false)},
		{"40830008", "bns .+8", Condition{Test: Error, A: None, B: None}},
		{"41830008", "bso .+8", Condition{Test: Error, A: None, B: None, Yes: true}},
	}
	for name, tests := range map[string][]test{
		"386":     {{"74 1e", "je .+32", flags(true)}, {"0f 85 00 00 00 00", "jne .+6", flags(false)}, {"7c 00", "jl .+2", Condition{}}},
		"amd64":   {{"74 23", "je .+37", flags(true)}, {"75 0d", "jne .+15", flags(false)}},
		"arm":     {{"0a000007", "beq .+36", flags(true)}, {"1a000005", "bne .+28", flags(false)}, {"ba000000", "blt .+8", Condition{}}},
		"arm64":   {{"b4000160", "cbz x0, .+44", equal(0, None, true)}, {"b5000161", "cbnz x1, .+44", equal(1, None, false)}, {"54000100", "b.eq .+32", flags(true)}, {"540000e1", "b.ne .+28", flags(false)}, {"34000160", "cbz w0, .+44", Condition{}}},
		"loong64": {{"40002880", "beqz r4, .+40", equal(4, None, true)}, {"58001d8d", "beq r12, r13, .+28", equal(12, 13, true)}, {"5c002099", "bne r4, r25, .+32", equal(4, 25, false)}, {"60002099", "blt r4, r25, .+32", Condition{}}},
		"mips":    mips, "mipsle": mips, "mips64": mips, "mips64le": mips, "ppc64": ppc64, "ppc64le": ppc64,
		"riscv64": {{"00050f63", "beqz a0, .+30", equal(10, None, true)}, {"00c51b63", "bne a0, a2, .+22", equal(10, 12, false)}, {"c111", "c.beqz a0, .+4", equal(10, None, true)}, {"e111", "c.bnez a0, .+4", equal(10, None, false)}, {"00054f63", "bltz a0, .+30", Condition{}}},
		"s390x": {{"ec28000e007c", "cgije %r2, 0, .+28", equal(2, None, true)}, {"ec1500118064", "cgrje %r1, %r5, .+34", equal(1, 5, true)}, {"ec260012017c", "cgijlh %r2, 1, .+36", Condition{Test: Equal, A: 2, B: None, Imm: 1}},
			{"a784000d", "je .+26", flags(true)}, {"a774000d", "jne .+26", flags(false)}, {"a744000d", "jl .+26", Condition{}}},
	} {
		a := For(name)
		for _, test := range tests {
			b := assemble(t, a, test.code)
			got := a.Condition(b)
			if got.Test == Untold {
				got = Condition{}
			}
			if got != test.want {
				t.Errorf("%s: %s (%s): %+v, want %+v", name, test.asm, test.code, got, test.want)
			}
			a.Condition(b[:1])
		}
	}
}

func TestABI(t *testing.T) {
	for _, a := range All() {
		name := a.Name
		abi := a.ABI()
		if abi == nil {
			t.Fatalf("%s: no ABI", name)
		}
		if !abi.Kept.Has(abi.SP) || abi.Link != None && !abi.Kept.Has(abi.Link) {
			t.Errorf("%s: a system call changes the stack pointer or the link register", name)
		}
		if len(abi.Args) < 5 && abi.StackArg == 0 {
			t.Errorf("%s: no place for a fifth argument", name)
		}
	}
	if n, ok := For("s390x").SyscallNumber([]byte{0x0a, 120}); n != 120 || !ok {
		t.Error("SVC 120 is", n, ok)
	}
	if _, ok := For("amd64").SyscallNumber([]byte{0x0f, 0x05}); ok {
		t.Error("SYSCALL has a number")
	}
}
