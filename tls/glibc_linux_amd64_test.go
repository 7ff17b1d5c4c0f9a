package tls

import (
	"bufio"
	"bytes"
	"debug/elf"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed testdata/glibc.c
var glibcSource []byte

// TestGlibc holds layouts against where this machine's glibc puts the
// variables of C programs, on their main threads and on threads they start.
func TestGlibc(t *testing.T) {
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		t.Skipf("no C compiler: %v", err)
	}
	lld := func() string {
		for _, name := range []string{"ld.lld", "ld.lld-19"} {
			if path, err := exec.LookPath(name); err == nil {
				return path
			}
		}
		return ""
	}()
	for _, c := range []struct {
		name       string
		data, bss  int // alignments
		lld        bool
		flags      string
		wantSkewed bool
	}{
		{name: "static", data: 1, bss: 64, flags: "-static"},
		{name: "dynamic", data: 64, bss: 1, flags: "-no-pie"},
		{name: "PIE", data: 16, bss: 4096, flags: "-fPIE -pie"},
		{name: "static PIE", data: 4096, bss: 16, flags: "-fPIE -static-pie"},
		// Without norelro glibc refuses what GNU ld makes of such alignments.
		{name: "static above page size", data: 4, bss: 65536, flags: "-static -Wl,-z,norelro"},
		{name: "dynamic above page size", data: 4, bss: 65536, flags: "-no-pie -Wl,-z,norelro"},
		{name: "PIE above page size", data: 4, bss: 65536, flags: "-fPIE -pie -Wl,-z,norelro"},
		// Dynamic ones only: static glibc does not know of skew, and crashes.
		{name: "dynamic, skewed", data: 4, bss: 65536, lld: true, flags: "-no-pie", wantSkewed: true},
		{name: "PIE, skewed", data: 4, bss: 65536, lld: true, flags: "-fPIE -pie", wantSkewed: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			program := filepath.Join(dir, "program")
			args := strings.Fields(c.flags)
			if c.lld {
				if lld == "" {
					t.Skip("no lld")
				}
				if err := os.Symlink(lld, filepath.Join(dir, "ld.lld")); err != nil {
					t.Fatal(err)
				}
				args = append(args, "-B"+dir, "-fuse-ld=lld")
			}
			args = append(args, "-O1", "-pthread", fmt.Sprintf("-DDATA_ALIGN=%d", c.data), fmt.Sprintf("-DBSS_ALIGN=%d", c.bss), "-o", program, "-xc", "-")
			compile := exec.Command(gcc, args...)
			compile.Stdin = bytes.NewReader(glibcSource)
			if out, err := compile.CombinedOutput(); err != nil {
				t.Skipf("%v: %v\n%s", compile.Args, err, out)
			}
			out, err := exec.Command(program).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			compareGlibc(t, program, out, c.wantSkewed)
		})
	}
}

// compareGlibc compares one program's report with the layout of its file.
func compareGlibc(t *testing.T, program string, report []byte, wantSkewed bool) {
	t.Helper()
	file, err := elf.Open(program)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	img, abi, err := ReadImage(file)
	if err != nil {
		t.Fatal(err)
	}
	l, err := NewLayout(abi, img, 0)
	if err != nil {
		t.Fatal(err)
	}
	if skewed := img.VAddr%img.Align != 0; skewed != wantSkewed {
		t.Errorf("p_vaddr %#x, p_align %#x: skewed %v, want %v", img.VAddr, img.Align, skewed, wantSkewed)
	}
	symbols := tlsSymbols(t, file)
	threads := 0
	for lines := bufio.NewScanner(bytes.NewReader(report)); lines.Scan(); threads++ {
		var thread string
		var tp uint64
		var addr [4]uint64
		var intact int
		if _, err := fmt.Sscanf(lines.Text(), "%s %v %v %v %v %v %d", &thread, &tp, &addr[0], &addr[1], &addr[2], &addr[3], &intact); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		for i, name := range []string{"tls_a", "tls_b", "tls_c", "tls_d"} {
			if got, want := int64(l.Block+symbols[name]-l.TP), int64(addr[i]-tp); got != want {
				t.Errorf("%s thread: %s at TP%+#x, glibc has it at TP%+#x\n%v", thread, name, got, want, l)
			}
		}
		if tp%l.ABI.WordSize != 0 || intact != 1 {
			t.Errorf("%s thread: thread pointer %#x, initial values right: %d", thread, tp, intact)
		}
	}
	if threads != 2 {
		t.Errorf("%d threads reported", threads)
	}
}
