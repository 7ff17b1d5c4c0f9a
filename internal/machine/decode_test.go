package machine

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A decodeTest is an instruction and what it should be. code is in hexadecimal:
// bytes of x86 and s390x, numbers of 16 or 32 bits elsewhere, so that it doesn't
// depend on the byte order. asm is in the words of GNU's or LLVM's assemblers, .
// is the instruction's own address. want is what describe says.
type decodeTest struct{ code, asm, want string }

// decodeTests are of all architectures.
var decodeTests = map[string][]decodeTest{
	"386": i386Tests, "amd64": amd64Tests, "arm": armTests, "arm64": arm64Tests, "loong64": loong64Tests,
	"mips": mipsTests, "mipsle": mipsTests, "mips64": mipsTests, "mips64le": mipsTests,
	"ppc64": ppc64Tests, "ppc64le": ppc64Tests, "riscv64": riscv64Tests, "s390x": s390xTests,
}

// testPC is where the tests' instructions are.
const testPC = 0x10000

// assemble makes instructions of their hexadecimal spelling.
func assemble(t testing.TB, a *Arch, code string) (b []byte) {
	t.Helper()
	for _, word := range strings.Fields(code) {
		width := len(word)
		switch {
		case a.Align == 1 || a.Name == "s390x":
			width = 2
		case a.Align == 2:
			width = 4
		}
		var parts []uint64
		for ; word != ""; word = word[width:] {
			v, err := strconv.ParseUint(word[:width], 16, 32)
			if err != nil {
				t.Fatalf("%s: %q: %v", a.Name, code, err)
			}
			parts = append(parts, v)
		}
		if a.Align == 2 && width == 4 { // a number of 32 bits has its low half first
			slices.Reverse(parts)
		}
		for _, v := range parts {
			n := len(b)
			b = append(b, make([]byte, width/2)...)
			switch width {
			case 2:
				b[n] = byte(v)
			case 4:
				a.Order.PutUint16(b[n:], uint16(v))
			case 8:
				a.Order.PutUint32(b[n:], uint32(v))
			}
		}
	}
	return b
}

// describe says what an instruction at testPC is. Targets are relative to it if
// they are not far.
func describe(in Inst) string {
	s := in.Kind.String()
	switch in.Kind {
	case Jump, Branch, Call, Execute:
		if off := int64(in.Target - testPC); off >= 0 && off <= 1<<27 {
			s += fmt.Sprintf(" to +%#x", off)
		} else if off < 0 && off >= -1<<27 {
			s += fmt.Sprintf(" to -%#x", -off)
		} else {
			s += fmt.Sprintf(" to %#x", in.Target)
		}
	default:
		if in.Target != 0 {
			s += " with a target"
		}
	}
	if in.Reg != None {
		s += fmt.Sprint(" reg ", in.Reg)
	}
	if in.Link != None {
		s += fmt.Sprint(" link ", in.Link)
	}
	if in.Delay {
		s += " delay"
	}
	return s
}

func TestDecode(t *testing.T) {
	for name, tests := range decodeTests {
		a := For(name)
		seen := map[Kind]bool{}
		for _, test := range tests {
			b := assemble(t, a, test.code)
			in := a.Decode(b, testPC)
			if got := describe(in); got != test.want || in.Kind != Bad && int(in.Len) != len(b) {
				t.Errorf("%s: %s (%s) is %s of %d bytes, want %s of %d", name, test.asm, test.code, got, in.Len, test.want, len(b))
			}
			seen[in.Kind] = true
			checkInst(t, a, b)
			longer := append(b[:len(b):len(b)], "\x90\x00\xff\xcc\x90\x00\xff\xcc"...)
			if again := a.Decode(longer, testPC); again != in && in.Kind != Bad {
				t.Errorf("%s: %s (%s) is %+v, with more behind it %+v", name, test.asm, test.code, in, again)
			}
		}
		for k := Bad; k <= Syscall; k++ {
			if seen[k] != mayBe(name, k) {
				t.Errorf("%s: an instruction of kind %v: %v, want %v", name, k, seen[k], mayBe(name, k))
			}
		}
	}
}

// mayBe reports whether an architecture has instructions of a kind.
func mayBe(name string, k Kind) bool {
	switch k {
	case BranchReturn:
		return name == "arm" || strings.HasPrefix(name, "ppc64") || name == "s390x"
	case BranchTrap:
		return name != "amd64" && name != "arm64" && name != "riscv64"
	}
	return true
}

// checkInst checks what is true of every instruction, at every length at which
// its bytes may end.
func checkInst(t testing.TB, a *Arch, b []byte) {
	t.Helper()
	whole := a.Decode(b, testPC)
	for n := 0; n <= len(b); n++ {
		in := a.Decode(b[:n:n], testPC)
		switch {
		case in.Len < 1 || in.Len > 15 || int(in.Len)%a.Align != 0:
			t.Errorf("%s: % x has length %d", a.Name, b[:n], in.Len)
		case in.Kind != Bad && int(in.Len) > n:
			t.Errorf("%s: % x, cut off, is %v of %d bytes", a.Name, b[:n], in.Kind, in.Len)
		case in.Kind != Bad && in != whole:
			t.Errorf("%s: % x is %+v, with less behind it %+v", a.Name, b, whole, in)
		case in.Kind == Bad && in.Len > uint8(max(n, a.Align)):
			t.Errorf("%s: % x is bad, of %d bytes", a.Name, b[:n], in.Len)
		case in.Delay && !strings.HasPrefix(a.Name, "mips"):
			t.Errorf("%s: % x has a delay slot", a.Name, b)
		case a.PtrSize == 4 && in.Target>>32 != 0:
			t.Errorf("%s: % x goes to %#x", a.Name, b, in.Target)
		}
		a.Sequence(b[:n:n], testPC, 0x20000)
		a.JumpTable(b[:n:n], testPC, []Before{{testPC - 4, b[:n:n]}, {testPC - 8, b[:n:n]}, {testPC - 12, b[:n:n]}})
		a.TOC(b[:n:n], testPC)
		a.LocalEntry(b[:n:n])
	}
}

func TestArches(t *testing.T) {
	if a := Native(); a == nil || a.Name != runtime.GOARCH {
		t.Errorf("the native architecture is %v", a)
	}
	if len(All()) != 13 {
		t.Errorf("%d architectures, want 13", len(All()))
	}
	for _, a := range All() {
		name := a.Name
		if b := For(name); b == nil || b.Name != name {
			t.Errorf("no architecture %s", name)
		}
		if a.decode == nil || a.effect == nil {
			t.Errorf("%s lacks a decoder", name)
		}
	}
	if For("wasm") != nil {
		t.Error("wasm is known")
	}
}

func TestKindNames(t *testing.T) {
	for k := Bad; k <= Execute; k++ {
		if k.String() == "" {
			t.Errorf("Kind %d has no name", k)
		}
	}
}
