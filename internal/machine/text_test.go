package machine

import (
	"debug/elf"
	"debug/gosym"
	"runtime"
	"strings"
	"testing"
)

// text returns this program's own code and its functions.
func text(t *testing.T) (code []byte, pc uint64, funcs []gosym.Func) {
	f, err := elf.Open("/proc/self/exe")
	if err != nil {
		t.Skip("this program's file can't be read:", err)
	}
	defer f.Close()
	section, table := f.Section(".text"), f.Section(".gopclntab")
	if section == nil || table == nil {
		t.Skip("this program's file has no .text or no .gopclntab")
	}
	code, err = section.Data()
	if err != nil {
		t.Fatal(err)
	}
	lines, err := table.Data()
	if err != nil {
		t.Fatal(err)
	}
	symbols, err := gosym.NewTable(nil, gosym.NewLineTable(lines, section.Addr))
	if err != nil {
		t.Fatal(err)
	}
	return code, section.Addr, symbols.Funcs
}

// TestSecondOpinionOfOwnText decodes functions of this program one after the
// other: as many as make a bounded number of instructions, from all over it.
func TestSecondOpinionOfOwnText(t *testing.T) {
	const instructions = 30000
	a := For(runtime.GOARCH)
	if a == nil {
		t.Skip("no decoder for", runtime.GOARCH)
	}
	code, start, funcs := text(t)
	perByte := 4 // bytes in an instruction, about
	stride := max(1, len(code)/perByte/instructions)
	total, known, bad := 0, 0, 0
	for i := 0; i < len(funcs); i += stride {
		f := funcs[i]
		if f.Entry < start || f.End > start+uint64(len(code)) || f.Entry > f.End {
			t.Fatalf("%s is at %#x to %#x", f.Name, f.Entry, f.End)
		}
		for pc := f.Entry; pc < f.End; total++ {
			b := code[pc-start:]
			in, compared, err := compareOpinions(a, b[:min(len(b), 16)], pc)
			if err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
			if compared {
				known++
			}
			if in.Kind == Bad && !holdsData(a, f.Name) {
				if bad++; bad <= 10 {
					t.Errorf("%s: %#x: % x is bad", f.Name, pc, b[:min(len(b), 16)])
				}
			}
			pc += uint64(in.Len)
		}
	}
	t.Logf("%d instructions decoded, %d of them by x/arch too", total, known)
	if strings.HasPrefix(a.Name, "mips") {
		t.Skip("x/arch has no decoder for mips: own decoding only")
	}
	if known < total/2 {
		t.Errorf("x/arch knows only %d of %d instructions", known, total)
	}
}

// holdsData reports functions with data among their instructions.
func holdsData(a *Arch, name string) bool {
	switch a.Name {
	case "arm", "arm64", "ppc64": // literals, or function descriptors, in any
		return true
	case "s390x":
		return name == "runtime.save_g" || name == "runtime.load_g"
	}
	return name == "crypto/internal/boring/sig.StandardCrypto"
}
