package machine

import (
	"fmt"
	"testing"
)

// describeEffect says what an effect is.
func describeEffect(e Effect) string {
	r := func(n int8) string {
		switch n {
		case None:
			return "-"
		case Segment:
			return "seg"
		}
		return fmt.Sprint("r", n)
	}
	memory := fmt.Sprintf("%d[%s%+d]", e.Size, r(e.Base), e.Imm)
	if e.Indexed {
		memory = fmt.Sprintf("%d[%s%+d+?]", e.Size, r(e.Base), e.Imm)
	}
	switch e.Op {
	case Neither:
		return "neither"
	case Const:
		return fmt.Sprintf("%s = %#x", r(e.Dst), e.Imm)
	case Copy:
		return fmt.Sprintf("%s = %s%+d", r(e.Dst), r(e.Src), e.Imm)
	case Sum:
		return fmt.Sprintf("%s = %s+%s", r(e.Dst), r(e.Src), r(e.Base))
	case Negate:
		return fmt.Sprintf("%s = -%s", r(e.Dst), r(e.Src))
	case Compute:
		return r(e.Dst) + " = ?"
	case Compare:
		if e.Base != None {
			return fmt.Sprintf("%s ~ %s", r(e.Src), r(e.Base))
		}
		return fmt.Sprintf("%s ~ %d", r(e.Src), e.Imm)
	case Load:
		return fmt.Sprintf("%s = %s", r(e.Dst), memory)
	case Store:
		return fmt.Sprintf("%s = %s", memory, r(e.Src))
	case Push:
		return fmt.Sprintf("push%d %s", e.Imm, r(e.Src))
	case Pop:
		return fmt.Sprintf("pop%d %s", e.Imm, r(e.Dst))
	}
	return "unknown"
}

func TestEffect(t *testing.T) {
	for name, tests := range effectTests {
		for _, arch := range append(littleTwins[name], name) {
			a := For(arch)
			for _, test := range tests {
				b := assemble(t, a, test.code)
				if got := describeEffect(a.Effect(b, testPC)); got != test.want {
					t.Errorf("%s: %s (%s): %s, want %s", arch, test.asm, test.code, got, test.want)
				}
				longer := append(b[:len(b):len(b)], 0x90, 0, 0xff, 0xcc)
				if a.Effect(longer, testPC) != a.Effect(b, testPC) {
					t.Errorf("%s: %s (%s) is something else with more behind it", arch, test.asm, test.code)
				}
				for n := range b {
					if e := a.Effect(b[:n], testPC); e != unknown {
						t.Errorf("%s: %d bytes of %s (%s): %s", arch, n, test.asm, test.code, describeEffect(e))
					}
				}
			}
		}
	}
}

// littleTwins are architectures with the same instructions in another byte
// order.
var littleTwins = map[string][]string{"mips": {"mipsle"}, "mips64": {"mips64le"}, "ppc64": {"ppc64le"}}
