package tls

import (
	"archive/zip"
	"bytes"
	"debug/elf"
	_ "embed"
	"encoding/json"
	"io"
	"testing"
)

// Made by internal/fixtures; see there.
var (
	//go:embed testdata/fixtures.zip
	fixturesZip []byte
	//go:embed testdata/offsets.json
	offsetsJSON []byte
)

// A fixture is a linked program and what its linker took for granted.
type fixture struct {
	File, GOARCH, Linker, Case string
	Vars                       []fixtureVar
	data                       []byte
}

// A fixtureVar is one thread-local variable of a fixture.
type fixtureVar struct {
	Name        string
	Align, Size uint64
	Offset      int64 // from the thread pointer, in the linked code
}

// fixtures returns all programs of testdata.
func fixtures(t testing.TB) []fixture {
	t.Helper()
	var all []fixture
	if err := json.Unmarshal(offsetsJSON, &all); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(fixturesZip), int64(len(fixturesZip)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		f, err := z.Open(all[i].File)
		if err != nil {
			t.Fatal(err)
		}
		if all[i].data, err = io.ReadAll(f); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	return all
}

// open returns the fixture's ELF file and its layout.
func (f *fixture) open(t testing.TB) (*elf.File, Layout) {
	t.Helper()
	file, err := elf.NewFile(bytes.NewReader(f.data))
	if err != nil {
		t.Fatal(err)
	}
	img, abi, err := ReadImage(file)
	if err != nil {
		t.Fatal(err)
	}
	l, err := NewLayout(abi, img, 100)
	if err != nil {
		t.Fatal(err)
	}
	return file, l
}

// tlsSymbols returns the values of a program's thread-local symbols: offsets
// in the TLS segment (gABI, Symbol Values).
func tlsSymbols(t testing.TB, file *elf.File) map[string]uint64 {
	t.Helper()
	symbols, err := file.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]uint64{}
	for _, s := range symbols {
		if elf.ST_TYPE(s.Info) == elf.STT_TLS {
			values[s.Name] = s.Value
		}
	}
	return values
}

// TestLinkersAgree holds each layout against the distances from the thread
// pointer that the linker put into the program's code.
func TestLinkersAgree(t *testing.T) {
	seen := map[string]int{}
	for _, f := range fixtures(t) {
		file, l := f.open(t)
		if l.ABI.GOARCH != f.GOARCH {
			t.Errorf("%s: ABI of %s", f.File, l.ABI.GOARCH)
		}
		symbols := tlsSymbols(t, file)
		skew := l.Image.VAddr & (l.Image.Align - 1)
		for _, v := range f.Vars {
			value, ok := symbols[v.Name]
			if !ok {
				t.Errorf("%s: no symbol %s", f.File, v.Name)
				continue
			}
			// Relative to a multiple of Align, where an area starts.
			if off := (l.Block + value) % v.Align; off != 0 {
				t.Errorf("%s: %s is %d bytes behind a multiple of its alignment, %d", f.File, v.Name, off, v.Align)
			}
			got := int64(l.Block + value - l.TP)
			if f.Linker == "bfd" && skew != 0 && l.ABI.Variant == VariantI {
				checkSkewOfBFD(t, &f, &l, v, value, got)
				seen["bfd's skew"]++
				continue
			}
			if got != v.Offset {
				t.Errorf("%s: %s at TP%+#x, the linker expects TP%+#x\n%v", f.File, v.Name, got, v.Offset, l)
			}
		}
		seen[f.GOARCH+" "+f.Linker]++
		if skew != 0 {
			seen["skewed "+f.Linker]++
		}
	}
	t.Log(seen)
	for _, a := range &abis {
		if seen[a.GOARCH+" lld"] == 0 || seen[a.GOARCH+" bfd"] == 0 && a.GOARCH != "loong64" {
			t.Errorf("no fixtures of %s", a.GOARCH)
		}
	}
	if seen["skewed lld"] == 0 || seen["skewed bfd"] == 0 || seen["bfd's skew"] == 0 {
		t.Error("no fixtures with a skewed p_vaddr")
	}
}

// checkSkewOfBFD pins down the one disagreement. Given a linker script that
// starts PT_TLS off its alignment, GNU ld's code for variant I expects the block
// where it would be without the skew. ld.so (elf/dl-tls.c) looks at p_vaddr and
// puts it elsewhere, where lld's code for the same script expects it; and
// from GNU ld's place, the case's aligned variables would be misaligned. So the
// program is wrong, not the layout.
func checkSkewOfBFD(t *testing.T, f *fixture, l *Layout, v fixtureVar, value uint64, got int64) {
	t.Helper()
	gap := l.ABI.TCBSize + uint64(l.ABI.TCBOffset)
	withoutSkew := int64(alignUp(gap, l.Image.Align) + value - l.ABI.TPBias)
	if v.Offset != withoutSkew {
		t.Errorf("%s: %s at TP%+#x in the linker's opinion, not TP%+#x as we know of GNU ld", f.File, v.Name, v.Offset, withoutSkew)
	}
	if v.Offset == got {
		t.Errorf("%s: %s: GNU ld now agrees with ld.so: make this an ordinary case", f.File, v.Name)
	}
	if v.Name == "b" && uint64(v.Offset+int64(l.ABI.TPBias))%v.Align == 0 {
		t.Errorf("%s: %s: GNU ld's place is aligned after all", f.File, v.Name)
	}
}
