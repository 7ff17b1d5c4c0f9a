package disasm

import (
	"encoding/hex"
	"testing"
)

func TestText(t *testing.T) {
	for _, c := range []struct{ goarch, code, want string }{
		{"amd64", "ffd0", "CALL AX"},
		{"386", "ffd0", "CALL AX"},
		{"arm", "31ff2fe1", "BLX R1"},
		{"arm64", "20003fd6", "CALL (R1)"},
		{"loong64", "8100004c", "CALL (R4)"},
		{"ppc64", "4e800421", "BL (CTR)"},
		{"ppc64le", "2104804e", "BL (CTR)"},
		{"riscv64", "e7800500", "CALL (X11)"},
		{"s390x", "0de1", "BASR R14, R1"},
		{"mips", "0020f809", ""},
		{"amd64", "d5", ""},
		{"arm64", "", ""},
		{"vax", "00", ""},
	} {
		code, err := hex.DecodeString(c.code)
		if err != nil {
			t.Fatal(err)
		}
		if got := Text(c.goarch, code, 0x1000); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.goarch, c.code, got, c.want)
		}
	}
}
