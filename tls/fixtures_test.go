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
	Vars                       []struct {
		Name        string
		Align, Size uint64
		Offset      int64 // from the thread pointer
	}
	data []byte
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

// open returns the fixture's ELF file, image and layout.
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
