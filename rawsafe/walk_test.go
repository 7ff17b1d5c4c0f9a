package rawsafe

import (
	"encoding/hex"
	"strings"
	"testing"

	"rawthread/internal/machine"
)

// A fake program has hand-made code: functions one behind the other, from base
// on.
type fake struct {
	machine   *machine.Arch
	functions []function
	text      []byte
	words     map[uint64]uint64
}

const base = 0x10000

func (p *fake) arch() *machine.Arch                       { return p.machine }
func (p *fake) runtimeDir() string                        { return "/go/src/runtime/" }
func (p *fake) outside(function, uint64) (Position, bool) { return Position{}, false }

func (p *fake) function(pc uint64) (function, bool) {
	for _, f := range p.functions {
		if pc >= f.entry && pc < f.end {
			return f, true
		}
	}
	return function{}, false
}

func (p *fake) code(addr uint64) []byte {
	if addr-base >= uint64(len(p.text)) {
		return nil
	}
	return p.text[addr-base:]
}

func (p *fake) word(addr uint64) (uint64, bool) {
	v, ok := p.words[addr]
	return v, ok
}

func (p *fake) position(pc uint64) (string, Position) {
	f, _ := p.function(pc)
	return f.name, Position{f.file, int(pc - f.entry)}
}

// A piece is a function of a fake program: a name, a file, and its code.
type piece struct{ name, file, code string }

// fakeProgram puts pieces together. Code is hexadecimal, of 32-bit words that
// are written the way manuals do, or of bytes where instructions are not.
func fakeProgram(t *testing.T, goarch string, pieces ...piece) *fake {
	t.Helper()
	p := &fake{machine: machine.For(goarch)}
	for _, c := range pieces {
		b, err := hex.DecodeString(strings.ReplaceAll(c.code, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		if p.machine.Order.String() == "LittleEndian" && p.machine.Align == 4 {
			for i := 0; i+4 <= len(b); i += 4 {
				b[i], b[i+1], b[i+2], b[i+3] = b[i+3], b[i+2], b[i+1], b[i]
			}
		}
		entry := uint64(base + len(p.text))
		p.text = append(p.text, b...)
		p.functions = append(p.functions, function{entry, base + uint64(len(p.text)), c.name, c.file})
	}
	return p
}

// frame: all functions have frames of the same size.
func (p *fake) frame(function) (int, bool) { return fakeFrame, true }

const fakeFrame = 100

const (
	userFile = "/home/user/main.go"
	asmFile  = "/home/user/asm.s"
)

// TestHoles are ways by which code could get past the check. Each expects a
// reason; allowed ones show that the rule is no wider than it has to be.
func TestHoles(t *testing.T) {
	const allowed = Reason(255)
	for _, c := range []struct {
		name, goarch string
		want         Reason
		pieces       []piece
	}{
		{"a return", "amd64", allowed, []piece{{"main.f", userFile, "c3"}}},
		{"an unknown instruction", "amd64", Undecoded, []piece{{"main.f", userFile, "d5 00 00 c3"}}},
		{"the end of the code in an instruction", "amd64", Undecoded, []piece{{"main.f", userFile, "48 8b"}}},
		{"bytes that control does not reach", "amd64", allowed, []piece{{"main.f", userFile, "eb 02 d5 00 c3"}}},
		{"running on into the next function", "amd64", NoEnd, []piece{{"main.f", userFile, "90 90"}, {"main.g", userFile, "c3"}}},
		{"a call into the function itself", "amd64", Middle, []piece{{"main.f", userFile, "e8 01000000 c3 48 89 04 24 c3"}}},
		{"recursion", "amd64", allowed, []piece{{"main.f", userFile, "75 05 e8 f9ffffff c3"}}},
		{"a call into the middle of a function", "amd64", Middle, []piece{{"main.f", userFile, "e8 02000000 c3"}, {"main.g", userFile, "90 c3"}}},
		{"a jump into the middle of a function", "amd64", Middle, []piece{{"main.f", userFile, "eb 01"}, {"main.g", userFile, "90 c3"}}},
		{"the middle of duffzero", "amd64", allowed, []piece{{"main.f", userFile, "e8 02000000 c3"}, {"runtime.duffzero", "/go/src/runtime/duff_amd64.s", "90 c3"}}},
		{"a function of the runtime", "amd64", Schedules, []piece{{"main.f", userFile, "e8 00000000"}, {"runtime.lock2", "/go/src/runtime/lock.go", "c3"}}},
		{"a function of the runtime by another name", "amd64", Schedules, []piece{{"main.f", userFile, "e8 00000000"}, {"sync.runtime_procPin", "/go/src/runtime/proc.go", "c3"}}},
		{"one of a package below internal/runtime", "amd64", UsesMap, []piece{{"main.f", userFile, "e8 00000000"}, {"internal/runtime/maps.probe", "/go/src/internal/runtime/maps/group.go", "c3"}}},
		{"a user's file in a folder named runtime", "amd64", allowed, []piece{{"main.f", userFile, "e8 01000000 c3"}, {"x/runtime.f", "/home/user/src/runtime/proc.go", "c3"}}},
		{"code that is no function", "amd64", Foreign, []piece{{"main.f", userFile, "e8 00100000"}}},
		{"a retpoline", "amd64", Indirect, []piece{{"main.f", userFile, "e8 01000000 c3"}, {"runtime.retpolineAX", "/go/src/runtime/asm_amd64.s", "c3"}}},
		{"a callee that never returns, by any name", "amd64", allowed, []piece{{"main.f", userFile, "e8 00000000"}, {"main.stop", userFile, "e8 00000000"}, {"runtime.throw", "/go/src/runtime/panic.go", "c3"}}},
		{"a callee that returns where none is expected", "amd64", NoEnd, []piece{{"main.f", userFile, "e8 00000000"}, {"main.stop", userFile, "74 05 e8 01000000 c3"}, {"runtime.throw", "/go/src/runtime/panic.go", "c3"}}},
		{"assembly that changes its return address", "amd64", Assembly, []piece{{"main.f", userFile, "e8 01000000 c3"}, {"main.asm", asmFile, "48 89 04 24 c3"}}},
		{"assembly that moves the stack pointer away", "amd64", Assembly, []piece{{"main.f", userFile, "e8 01000000 c3"}, {"main.asm", asmFile, "50 c3"}}},
		{"assembly that is a leaf", "amd64", allowed, []piece{{"main.f", userFile, "e8 01000000 c3"}, {"main.asm", asmFile, "48 01 c8 c3"}}},
		{"the same of the standard library", "amd64", allowed, []piece{{"main.f", userFile, "e8 01000000 c3"}, {"math/big.asm", "/go/src/math/big/arith.s", "48 89 04 24 c3"}}},
		{"an indirect call", "amd64", Indirect, []piece{{"main.f", userFile, "ff d0 c3"}}},
		{"an indirect jump", "amd64", Indirect, []piece{{"main.f", userFile, "ff e0"}}},
		{"a far call", "386", Undecoded, []piece{{"main.f", userFile, "9a 00000000 0000 c3"}}},

		{"a literal pool", "arm", allowed, []piece{{"main.f", userFile, "e59f0000 e28ef000 00000000"}}},
		{"the kernel's compare and swap", "arm", allowed, []piece{{"main.f", userFile, "e59ff000 e28ef000 ffff0fc0"}}},
		{"another address in the kernel's page", "arm", Foreign, []piece{{"main.f", userFile, "e59ff000 e28ef000 ffff0ff0"}}},
		{"a jump to a constant", "arm", allowed, []piece{{"main.f", userFile, "e59ff000 e28ef000 00010014"}, {"main.pad", userFile, "00000000 00000000"}, {"main.g", userFile, "e28ef000"}}},
		{"a switch to Thumb", "arm", Undecoded, []piece{{"main.f", userFile, "fa000000 e28ef000"}}},
		{"padding that is no trap, behind a call that returns", "arm", NoEnd, []piece{{"main.f", userFile, "eb000000 00000000"}, {"main.g", userFile, "e28ef000"}}},
		{"padding that is no trap, behind one that does not", "arm", allowed, []piece{{"main.f", userFile, "eb000000 00000000"}, {"runtime.panicdivide", "/go/src/runtime/panic.go", "e28ef000"}}},

		{"a far jump by a trampoline", "arm64", Allocates, []piece{{"main.f", userFile, "94000001"}, {"runtime.mallocgc-tramp0", "", "90000010 91004210 d61f0200"}, {"runtime.mallocgc", "/go/src/runtime/malloc.go", "d65f03c0"}}},
		{"a return by another register", "arm64", Indirect, []piece{{"main.f", userFile, "d65f0200"}}},
		{"assembly that changes the link register", "arm64", Assembly, []piece{{"main.f", userFile, "94000002 d65f03c0"}, {"main.asm", asmFile, "aa0003fe d65f03c0"}}},

		{"a branch in a delay slot", "mips", Undecoded, []piece{{"main.f", userFile, "03e00008 08000000"}}},
		{"a delay slot", "mips", allowed, []piece{{"main.f", userFile, "03e00008 00000000"}}},

		{"a local entry", "ppc64le", allowed, []piece{{"main.f", userFile, "48000011 4e800020"}, {"main.g", userFile, "3c4c0001 38420000 4e800020"}}},
		{"no local entry", "ppc64le", Middle, []piece{{"main.f", userFile, "48000011 4e800020"}, {"main.g", userFile, "60000000 60000000 4e800020"}}},

		{"a return that EXRL executes", "s390x", Undecoded, []piece{{"main.f", userFile, "c6 00 00000004 07fe 07fe"}}},
		{"a move that EXRL executes", "s390x", allowed, []piece{{"main.f", userFile, "c6 00 00000004 07fe d2 00 1000 2000"}}},
	} {
		t.Run(c.goarch+" "+c.name, func(t *testing.T) {
			v, _ := check(fakeProgram(t, c.goarch, c.pieces...), []uint64{base}, false, nil)
			switch {
			case c.want == allowed && v != nil:
				t.Errorf("refused: %v", v)
			case c.want != allowed && v == nil:
				t.Error("allowed")
			case c.want != allowed && v.Reason != c.want:
				t.Errorf("the reason is %d, want %d: %v", v.Reason, c.want, v)
			}
		})
	}
}

// TestNamedCalls checks that indirect calls are allowed if their targets are
// named, and that those are checked.
func TestNamedCalls(t *testing.T) {
	p := fakeProgram(t, "amd64", piece{"main.f", userFile, "ff d0 c3"}, piece{"main.good", userFile, "c3"}, piece{"main.bad", userFile, "f4 d5"}, piece{"main.worse", userFile, "d5 00"})
	if v, _ := check(p, []uint64{base, p.functions[1].entry}, true, nil); v != nil {
		t.Error(v)
	}
	if v, _ := check(p, []uint64{base, p.functions[3].entry}, true, nil); v == nil || v.Reason != Undecoded {
		t.Errorf("a named function that can't be checked: %v", v)
	}
}

// FuzzCheck has random code of each architecture checked: that must end, and
// not read outside of it.
func FuzzCheck(f *testing.F) {
	arches := []string{"386", "amd64", "arm", "arm64", "loong64", "mips", "mipsle", "mips64", "mips64le", "ppc64", "ppc64le", "riscv64", "s390x"}
	for i := range arches {
		f.Add(i, []byte("\xe8\x00\x00\x00\x00\x48\x8b\x04\x24\xc3 and some text that is code as well"))
	}
	f.Fuzz(func(t *testing.T, n int, text []byte) {
		p := &fake{machine: machine.For(arches[uint(n)%uint(len(arches))]), text: text}
		for at := 0; at < len(text); at += 24 {
			p.functions = append(p.functions, function{base + uint64(at), base + uint64(min(at+24, len(text))), "main.f", userFile})
		}
		if len(text) > 0 {
			check(p, []uint64{base}, false, nil)
			check(p, []uint64{base}, true, nil)
		}
	})
}
