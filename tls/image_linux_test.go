package tls

import (
	"debug/elf"
	"os"
	"slices"
	"testing"
	"unsafe"

	"rawthread/internal/auxv"
)

// openSelf opens the running program's file.
func openSelf(t *testing.T) *elf.File {
	t.Helper()
	var last error
	for _, name := range []string{"/proc/self/exe", os.Args[0]} {
		f, err := elf.Open(name)
		// An emulator's /proc/self/exe may be the emulator.
		if err == nil && f.Machine == Native().Machine {
			t.Cleanup(func() { f.Close() })
			return f
		}
		last = err
	}
	t.Skipf("the running program's file cannot be read: %v", last)
	return nil
}

// TestProgramImage holds what memory says against what the file says.
func TestProgramImage(t *testing.T) {
	got, err := ProgramImage()
	if err != nil {
		t.Fatal(err)
	}
	want, abi, err := ReadImage(openSelf(t))
	if err != nil {
		t.Fatal(err)
	}
	if abi != Native() {
		t.Errorf("ABI of the file %+v, native %+v", abi, Native())
	}
	if got.Addr != 0 {
		if data := unsafe.Slice((*byte)(at(got.Addr)), got.FileSize); !slices.Equal(data, want.Data) {
			t.Errorf("initial values %x, in the file %x", data, want.Data)
		}
	}
	if got.VAddr != want.VAddr || got.FileSize != want.FileSize || got.MemSize != want.MemSize || got.Align != want.Align {
		t.Errorf("image %+v, in the file %+v", got, want)
	}
	t.Logf("%+v", got)
}

// TestLoadBaseOfSelf finds this program with PT_PHDR and without, and its ELF
// header at the place that follows.
func TestLoadBaseOfSelf(t *testing.T) {
	aux, err := auxv.Read()
	if err != nil {
		t.Fatal(err)
	}
	headers := aux.Headers()
	base, err := aux.Base(Native().WordSize, headers)
	if err != nil {
		t.Fatal(err)
	}
	rest := slices.DeleteFunc(slices.Clone(headers), func(p elf.ProgHeader) bool { return p.Type == elf.PT_PHDR })
	if again, err := aux.Base(Native().WordSize, rest); err != nil || again != base {
		t.Errorf("load base %#x (%v) without PT_PHDR, %#x with it", again, err, base)
	}
	for _, p := range headers {
		if p.Type == elf.PT_LOAD && p.Off == 0 {
			if magic := *(*[4]byte)(at(base + uintptr(p.Vaddr))); string(magic[:]) != elf.ELFMAG {
				t.Errorf("at the file's start: % x", magic)
			}
			return
		}
	}
	t.Error("no segment holds the ELF header")
}

// TestProgramHeaders reads the image of a program made by hand, in memory:
// that of a Go program without C is empty.
func TestProgramHeaders(t *testing.T) {
	native := Native()
	class, data, headers := elf.ELFCLASS64, elf.ELFDATA2LSB, uint64(64)
	if native.WordSize == 4 {
		class, headers = elf.ELFCLASS32, 52
	}
	if native.BigEndian {
		data = elf.ELFDATA2MSB
	}
	const vaddr, initial = 0x10000, "initial values"
	size := headers + 3*uint64(auxv.HeaderSize)
	file := elfHeader(class, data, native.Machine,
		elf.ProgHeader{Type: elf.PT_PHDR, Off: headers, Vaddr: vaddr + headers},
		elf.ProgHeader{Type: elf.PT_LOAD, Vaddr: vaddr, Filesz: size, Memsz: size, Align: 4096},
		elf.ProgHeader{Type: elf.PT_TLS, Off: size, Vaddr: vaddr + size, Filesz: uint64(len(initial)), Memsz: 100, Align: 32})
	file = append(file, initial...)
	aux := auxv.Values{Phdr: uintptr(unsafe.Pointer(&file[headers])), Phent: auxv.HeaderSize, Phnum: 3}
	img, err := programImage(aux, native, aux.Headers())
	if err != nil {
		t.Fatal(err)
	}
	if img.Addr != uintptr(unsafe.Pointer(&file[size])) || img.VAddr != vaddr+size || img.FileSize != uint64(len(initial)) || img.MemSize != 100 || img.Align != 32 {
		t.Errorf("image %+v of a program at %p", img, file)
	}
	l, err := NewLayout(native, img, 0)
	if err != nil {
		t.Fatal(err)
	}
	checkInstalled(t, &l, []byte(initial))
}
