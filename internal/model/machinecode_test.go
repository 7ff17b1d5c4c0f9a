package model_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// The models take Go's atomics to be sequentially consistent, as the Go memory
// model has it. This test looks at what the compiler makes of them where the
// primitives use them, on the machines that are weak:
//
//	arm64    loads LDAR, stores STLR, read-modify-writes with A and L both, or
//	         LDAXR and STLXR: ordered among each other by the architecture
//	ppc64    SYNC in front of loads and stores, ISYNC behind loads; LWSYNC around
//	         read-modify-writes
//	riscv64  loads LR.aq, read-modify-writes and stores AMO.aqrl, or LR.aq and
//	         SC.rl: RCsc, so ordered among each other
//	loong64  DBAR, or AMSWAP and the like with _DB
//
// On ppc64 a read-modify-write and a later one that fails, so that it is a mere
// load, are not ordered; no primitive draws a conclusion from a compare-and-swap
// that failed without loading again.
var orderly = []struct {
	function string
	want     map[string][]string // by machine: patterns that the function has
}{
	{"rawthread/futex.mutexLockUntil", map[string][]string{ // Swap, CompareAndSwap
		"arm64": {`\bSWPALW\b`, `\bCASALW\b`, `\bLDAXRW\b`, `\bSTLXRW\b`},
		"ppc64": {`(?s)\bLWSYNC\b.*\bLWAR\b.*\bSTWCCC\b`, `\bISYNC\b`}, "riscv64": {`\bAMOSWAPW\b`, `(?s)\bLRW\b.*\bSCW\b`},
		"loong64": {`\bDBAR\b`}}},
	{"rawthread/futex.(*rwWords).giveUp", map[string][]string{ // Load, CompareAndSwap, Add
		"arm64": {`\bLDARW\b`, `\bCASALW\b`, `\bLDADDALW\b`},
		"ppc64": {`(?s)\bSYNC\b[^L]*\bMOVWZ\b.*\bISYNC\b`, `(?s)\bLWSYNC\b.*\bLWAR\b.*\bSTWCCC\b.*\bLWSYNC\b`}, "riscv64": {`\bLRW\b`, `(?s)\bLRW\b.*\bSCW\b`, `\bAMOADDW\b`},
		"loong64": {`\bDBAR\b`}}},
	{"rawthread/bridge.(*core).release", map[string][]string{ // Store, of 32 and 64 bits
		"arm64": {`\bSTLRW\b`, `\bSTLR\b`}, "ppc64": {`(?s)\bSYNC\b.*\bSYNC\b`}, "riscv64": {`\bAMOSWAPW\b`, `\bAMOSWAPD\b`},
		"loong64": {`AMSWAPDB|DBAR`}}},
	{"rawthread/kthread.(*thread).setUp", map[string][]string{ // Store
		"arm64": {`\bSTLRW\b`}, "ppc64": {`\bSYNC\b`}, "riscv64": {`\bAMOSWAPW\b`}, "loong64": {`AMSWAPDB|DBAR`}}},
}

// relaxed are atomic instructions without order.
var relaxed = regexp.MustCompile(`\b(LDXR|STXR|LDXRW|STXRW|(SWP|CAS|LDADD|LDCLR|LDOR)(A|L)?[WD])\b`)

func TestMachineCode(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for five machines: not with -short")
	}
	if os.Getenv("RAWTHREAD_EMULATOR") != "" {
		t.Skip("compiles for five machines, from any: not once more in each emulator")
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command here to compile with: ", err)
	}
	for _, arch := range []string{"arm64", "ppc64", "ppc64le", "riscv64", "loong64"} {
		cmd := exec.Command(goTool, "build", "-gcflags=-S", "rawthread/futex", "rawthread/bridge", "rawthread/kthread")
		cmd.Env = append(cmd.Environ(), "GOOS=linux", "GOARCH="+arch, "CGO_ENABLED=0", "GOFLAGS=")
		var out bytes.Buffer
		cmd.Stderr = &out
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s on %s: %v\n%s", arch, runtime.GOARCH, err, out.String())
		}
		functions := split(out.String())
		for _, o := range orderly {
			code, ok := functions[o.function]
			if !ok {
				t.Errorf("%s: no function %s in the compiler's output", arch, o.function)
				continue
			}
			for _, p := range o.want[strings.TrimSuffix(arch, "le")] {
				if !regexp.MustCompile(p).MatchString(code) {
					t.Errorf("%s: %s has no %s:\n%s", arch, o.function, p, code)
				}
			}
			if arch == "arm64" {
				if in := relaxed.FindString(code); in != "" {
					t.Errorf("%s: %s has %s, which orders nothing", arch, o.function, in)
				}
			}
			if arch == "riscv64" {
				riscvOrders(t, o.function, code)
			}
		}
	}
}

// split cuts the compiler's output into functions.
func split(out string) map[string]string {
	all := map[string]string{}
	name := ""
	for line := range strings.Lines(out) {
		if head, _, ok := strings.Cut(line, " STEXT "); ok {
			name = head
		} else if !strings.HasPrefix(line, "\t") {
			name = ""
		} else if name != "" {
			all[name] += line
		}
	}
	return all
}

// riscvOrders looks at the aq and rl bits, which the text does not show.
func riscvOrders(t *testing.T, function, text string) {
	var code []byte
	for line := range strings.Lines(text) {
		if f := strings.Fields(line); len(line) > 57 && len(f) > 1 && len(f[1]) == 2 && strings.HasPrefix(line, "\t0x") {
			b, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSpace(line[8:56]), " ", ""))
			if err != nil {
				t.Fatalf("%s: %q: %v", function, line, err)
			}
			code = append(code, b...)
		}
	}
	atomics := 0
	for len(code) >= 2 {
		if code[0]&3 != 3 { // compressed
			code = code[2:]
			continue
		}
		if len(code) < 4 {
			break
		}
		in := uint32(code[0]) | uint32(code[1])<<8 | uint32(code[2])<<16 | uint32(code[3])<<24
		code = code[4:]
		if in&0x7f != 0x2f {
			continue
		}
		atomics++
		want := uint32(3) // aq and rl
		switch in >> 27 {
		case 2: // LR
			want = 2
		case 3: // SC
			want = 1
		}
		if got := in >> 25 & 3; got&want != want {
			t.Errorf("riscv64: %s has %#08x with aq, rl = %02b, want %02b", function, in, got, want)
		}
	}
	if atomics == 0 {
		t.Errorf("riscv64: no atomic instruction in the code of %s", function)
	}
}
