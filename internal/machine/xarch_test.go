package machine

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/arch/arm/armasm"
	"golang.org/x/arch/arm64/arm64asm"
	"golang.org/x/arch/loong64/loong64asm"
	"golang.org/x/arch/ppc64/ppc64asm"
	"golang.org/x/arch/riscv64/riscv64asm"
	"golang.org/x/arch/s390x/s390xasm"
	"golang.org/x/arch/x86/x86asm"
)

// An opinion is what x/arch thinks of an instruction. ok says that it has one:
// it decodes some instructions that it doesn't know without an error, as Op 0.
type opinion struct {
	ok     bool
	op     string
	length int
	moves  bool // it transfers control, or may
	direct bool // to target
	target uint64
}

// secondOpinion asks x/arch, which has no decoder for mips.
func secondOpinion(a *Arch, b []byte, pc uint64) (o opinion) {
	defer func() {
		if recover() != nil {
			o = opinion{}
		}
	}()
	var args []any
	var err error
	switch a.Name {
	case "386", "amd64":
		in, e := x86asm.Decode(b, 8*a.PtrSize)
		err, args = e, arguments(in.Args[:])
		o = opinion{ok: in.Op != 0, op: in.Op.String(), length: in.Len}
	case "arm":
		in, e := armasm.Decode(b, armasm.ModeARM)
		err, args = e, arguments(in.Args[:])
		o = opinion{ok: in.Op != 0, op: in.Op.String(), length: in.Len}
	case "arm64":
		in, e := arm64asm.Decode(b)
		err, args = e, arguments(in.Args[:])
		o = opinion{ok: in.Op != 0, op: in.Op.String(), length: 4}
	case "loong64":
		in, e := loong64asm.Decode(b)
		err, args = e, arguments(in.Args[:])
		o = opinion{ok: in.Op != 0, op: in.Op.String(), length: 4}
	case "ppc64", "ppc64le":
		in, e := ppc64asm.Decode(b, a.Order)
		err, args = e, arguments(in.Args[:])
		o = opinion{ok: in.Op != 0, op: in.Op.String(), length: in.Len}
	case "riscv64":
		in, e := riscv64asm.Decode(b)
		err, args = e, arguments(in.Args[:])
		o = opinion{ok: in.Op != 0, op: in.Op.String(), length: in.Len}
	case "s390x":
		in, e := s390xasm.Decode(b)
		err, args = e, arguments(in.Args[:])
		o = opinion{ok: in.Op != 0, op: in.Op.String(), length: in.Len}
	}
	if err != nil {
		return opinion{}
	}
	o.moves = moves[a.Name].MatchString(o.op) || a.Name == "arm" && writesPC(o.op, args)
	for _, arg := range args {
		from, off, relative := pc, int64(0), true
		switch v := arg.(type) {
		case x86asm.Rel:
			from, off = pc+uint64(o.length), int64(v)
		case armasm.PCRel:
			from, off = pc+8, int64(v)
		case arm64asm.PCRel:
			off = int64(v)
		case loong64asm.OffsetSimm:
			off = int64(v.Imm)
		case ppc64asm.PCRel:
			off = int64(v)
		case ppc64asm.Label: // absolute
			from, off = 0, int64(int32(v))
		case riscv64asm.Simm:
			off = int64(v.Imm)
		case s390xasm.RegIm16: // in halfwords, without its sign
			off = 2 * int64(int16(v))
		case s390xasm.RegIm32:
			off = 2 * int64(int32(v))
		default:
			relative = false
		}
		if relative && direct[a.Name].MatchString(o.op) {
			o.direct, o.target = true, from+uint64(off)
		}
	}
	if a.PtrSize == 4 {
		o.target = uint64(uint32(o.target))
	}
	return o
}

// arguments are those before the first nil.
func arguments[A comparable](args []A) (list []any) {
	var none A
	for _, a := range args {
		if a == none {
			break
		}
		list = append(list, a)
	}
	return list
}

// direct are x/arch's names of direct transfers, and of what s390x executes.
var direct = map[string]*regexp.Regexp{
	"386":     regexp.MustCompile(`^(CALL|J.*|LOOP.*|XBEGIN)$`),
	"amd64":   regexp.MustCompile(`^(CALL|J.*|LOOP.*|XBEGIN)$`),
	"arm":     regexp.MustCompile(`^BL?X?(\.|$)`),
	"arm64":   regexp.MustCompile(`^(B|BL|CBN?Z|TBN?Z)$`),
	"loong64": regexp.MustCompile(`^(B|BL|B[A-Z]+)$`),
	"ppc64":   regexp.MustCompile(`^bc?l?a?$`),
	"ppc64le": regexp.MustCompile(`^bc?l?a?$`),
	"riscv64": regexp.MustCompile(`^(JAL|B(EQ|NE|LT|GE|LTU|GEU)|C\.J|C\.BEQZ|C\.BNEZ)$`),
	"s390x":   regexp.MustCompile(`(?i)^(BR[ACX].*|J.*|C[LG]*[IR]J|EXRL)$`),
}

// moves are x/arch's names of what is not Plain.
var moves = map[string]*regexp.Regexp{
	"386":     x86Moves,
	"amd64":   x86Moves,
	"arm":     regexp.MustCompile(`^(BL?X?J?|SVC|BKPT|UDF|HVC|SMC|ERET)(\.|$)`),
	"arm64":   regexp.MustCompile(`^(B|BL|BR|BLR|RET|ERET|DRPS|CBN?Z|TBN?Z|SVC|HVC|SMC|BRK|HLT|DCPS[123])$`),
	"loong64": regexp.MustCompile(`^(B|BL|B(EQ|NE|LT|GE|LTU|GEU|EQZ|NEZ|CEQZ|CNEZ)|JIRL|SYSCALL|BREAK|ERTN|ASRT.*)$`),
	"ppc64":   ppc64Moves,
	"ppc64le": ppc64Moves,
	"riscv64": regexp.MustCompile(`^(JALR?|B(EQ|NE|LT|GE|LTU|GEU)|ECALL|EBREAK|[MSU]RET|C\.(J.*|B.*|EBREAK))$`),
	"s390x":   regexp.MustCompile(`(?i)^(B|BCR?|BR|BR[ACX].*|BAS.*|BAL.*|BCT.*|BX.*|BIC?|J.*|C[LG]*[IR][BJT]|CLG?T|EX|EXRL|SVC|LPSW.*|P[CRT]|TRAP.*|TBEGIN.*|TABORT|MC)$`),
}

var (
	x86Moves   = regexp.MustCompile(`^(L?CALL|L?JMP|J.*|L?RET|IRET.*|LOOP.*|SYS(CALL|ENTER|EXIT|RET)|INT|INTO|UD[012]|HLT|XBEGIN|XABORT|ICEBP|RSM|BOUND)$`)
	ppc64Moves = regexp.MustCompile(`^(bc?l?a?|bc(lr|ctr|tar)l?|scv?|h?rf(id|ebb|scv|i)|t[wd]i?|stop|attn)$`)
)

// writesPC reports whether an instruction of arm has the pc as a destination.
func writesPC(op string, args []any) bool {
	if len(args) == 0 {
		return false
	}
	op, _, _ = strings.Cut(op, ".")
	switch {
	case strings.HasPrefix(op, "LDM"), op == "POP":
		list, ok := args[len(args)-1].(armasm.RegList)
		return ok && list>>15&1 != 0
	case strings.HasPrefix(op, "ST"), op == "CMP", op == "CMN", op == "TST", op == "TEQ", op == "PUSH", strings.HasPrefix(op, "PLD"), op == "VMRS", op == "MRC":
		return false
	}
	return args[0] == armasm.PC
}

// never reports forms of transfers that don't happen: of s390x, with an empty
// mask or without a register; of ppc64, traps on no condition, and the call
// that reads the pc.
func never(a *Arch, b []byte) bool {
	switch a.Name {
	case "s390x":
		switch b[0] {
		case 0x05, 0x06, 0x0d:
			return b[1]&15 == 0
		case 0x07:
			return b[1]&15 == 0 || b[1]>>4 == 0
		case 0x47, 0xa7, 0xc0, 0xe3:
			return b[1]>>4 == 0
		case 0xec:
			return b[4]>>5 == 0 || b[1]>>1&7 == 0
		}
	case "ppc64", "ppc64le":
		w := a.Order.Uint32(b)
		return w == 0x429f0005 || w>>21&31 == 0
	}
	return false
}

// wrong reports the opinions of x/arch v0.32.0 that are known to be wrong.
func wrong(a *Arch, b []byte, o opinion) bool {
	switch a.Name {
	case "386", "amd64":
		x, _ := takeX86(b, a.PtrSize == 8)
		// VZEROUPPER and VZEROALL take the byte behind them for ModRM; maps 5
		// and 6 are taken for 1 and 2.
		return o.op == "VZEROUPPER" || o.op == "VZEROALL" || x.vector && x.table > 3
	case "riscv64":
		return o.length == 2 && o.op == "JAL" // C.J: a bit of the offset is taken twice
	}
	return false
}

// compareOpinions reports whether the two decoders were compared, and an error
// if they differ. There is nothing to compare if one of them knows nothing.
func compareOpinions(a *Arch, b []byte, pc uint64) (in Inst, compared bool, err error) {
	in, o := a.Decode(b, pc), secondOpinion(a, b, pc)
	if !o.ok || in.Kind == Bad || wrong(a, b, o) {
		return in, false, nil
	}
	goes := in.Kind == Jump || in.Kind == Branch || in.Kind == Call || in.Kind == Execute
	if in.Kind == Plain && never(a, b) {
		o.moves, o.direct = false, false
	}
	if int(in.Len) != o.length || goes != o.direct || goes && in.Target != o.target || o.moves && in.Kind == Plain {
		err = fmt.Errorf("%#x: % x is %v of %d bytes to %#x; x/arch: %s of %d bytes, moves %v, direct %v, to %#x",
			pc, b[:min(len(b), 15)], in.Kind, in.Len, in.Target, o.op, o.length, o.moves, o.direct, o.target)
	}
	return in, true, err
}

func TestSecondOpinionOfRandomWords(t *testing.T) {
	const words = 6000
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range direct {
			if !yield(name) {
				return
			}
		}
	}) {
		a := For(name)
		random := rand.NewChaCha8([32]byte{})
		b := make([]byte, 16)
		known, errors := 0, 0
		for range words {
			random.Read(b)
			_, compared, err := compareOpinions(a, b, 0x10000000)
			if err != nil {
				if errors++; errors <= 20 {
					t.Errorf("%s: %v", name, err)
				}
			}
			if compared {
				known++
			}
		}
		t.Logf("%s: %d of %d compared", name, known, words)
		if known < words/100 {
			t.Errorf("%s: only %d of %d words compared", name, known, words)
		}
	}
}
