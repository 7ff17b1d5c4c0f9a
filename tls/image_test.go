package tls

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"rawthread/internal/auxv"
)

// elfHeader makes the start of an ELF file: a header and program headers.
func elfHeader(class elf.Class, order elf.Data, machine elf.Machine, progs ...elf.ProgHeader) []byte {
	var bo binary.ByteOrder = binary.LittleEndian
	if order == elf.ELFDATA2MSB {
		bo = binary.BigEndian
	}
	ident := [16]byte{0x7f, 'E', 'L', 'F', byte(class), byte(order), 1}
	var b bytes.Buffer
	write := func(v any) {
		if err := binary.Write(&b, bo, v); err != nil {
			panic(err)
		}
	}
	if class == elf.ELFCLASS64 {
		write(elf.Header64{Ident: ident, Type: 2, Machine: uint16(machine), Version: 1, Phoff: 64, Ehsize: 64,
			Phentsize: 56, Phnum: uint16(len(progs)), Shentsize: 64})
		for _, p := range progs {
			write(elf.Prog64{Type: uint32(p.Type), Off: p.Off, Vaddr: p.Vaddr, Filesz: p.Filesz, Memsz: p.Memsz, Align: p.Align})
		}
		return b.Bytes()
	}
	write(elf.Header32{Ident: ident, Type: 2, Machine: uint16(machine), Version: 1, Phoff: 52, Ehsize: 52,
		Phentsize: 32, Phnum: uint16(len(progs)), Shentsize: 40})
	for _, p := range progs {
		write(elf.Prog32{Type: uint32(p.Type), Off: uint32(p.Off), Vaddr: uint32(p.Vaddr), Filesz: uint32(p.Filesz),
			Memsz: uint32(p.Memsz), Align: uint32(p.Align)})
	}
	return b.Bytes()
}

func TestReadImageErrors(t *testing.T) {
	const (
		c64 = elf.ELFCLASS64
		c32 = elf.ELFCLASS32
		lsb = elf.ELFDATA2LSB
		msb = elf.ELFDATA2MSB
		x64 = elf.EM_X86_64
	)
	tlsOf := func(p elf.ProgHeader) elf.ProgHeader { p.Type = elf.PT_TLS; return p }
	good := tlsOf(elf.ProgHeader{Off: 1, Vaddr: 0x1001, Filesz: 3, Memsz: 9, Align: 16})
	for _, c := range []struct {
		file []byte
		want string // of the error, "" for none
	}{
		{elfHeader(c64, lsb, x64), ""},
		{elfHeader(c64, lsb, x64, good), ""},
		{elfHeader(c32, msb, elf.EM_MIPS, good), ""},
		{elfHeader(c64, lsb, x64, tlsOf(elf.ProgHeader{Align: 0})), ""},
		{elfHeader(c32, lsb, x64, good), "EM_X86_64, ELFCLASS32"}, // x32
		{elfHeader(c64, lsb, elf.EM_SPARCV9, good), "EM_SPARCV9"},
		{elfHeader(c64, msb, elf.EM_AARCH64, good), "EM_AARCH64, ELFCLASS64, ELFDATA2MSB"},
		{elfHeader(c32, lsb, elf.EM_RISCV, good), "EM_RISCV, ELFCLASS32"},
		{elfHeader(c64, lsb, x64, good, good), "two PT_TLS"},
		{elfHeader(c64, lsb, x64, tlsOf(elf.ProgHeader{Filesz: 10, Memsz: 9, Align: 1})), "(p_filesz) is 10 bytes, more than in memory (p_memsz), 9"},
		{elfHeader(c64, lsb, x64, tlsOf(elf.ProgHeader{Memsz: 9, Align: 12})), "(p_align) is 12, which is no power of two"},
		{elfHeader(c64, lsb, x64, tlsOf(elf.ProgHeader{Memsz: 9, Align: 1 << 60})), "limit is MaxAlign"},
		{elfHeader(c64, lsb, x64, tlsOf(elf.ProgHeader{Memsz: 1 << 60, Align: 1})), "limit is MaxSize"},
		{elfHeader(c64, lsb, x64, tlsOf(elf.ProgHeader{Vaddr: 1<<64 - 8, Memsz: 9, Align: 1})), "end of a 64-bit address space"},
		{elfHeader(c32, lsb, elf.EM_386, tlsOf(elf.ProgHeader{Vaddr: 1<<32 - 8, Memsz: 9, Align: 1})), "end of a 32-bit address space"},
		{elfHeader(c64, lsb, x64, tlsOf(elf.ProgHeader{Off: 100, Filesz: 100, Memsz: 100, Align: 1})), "of which the file holds 20 bytes"},
		{elfHeader(c64, lsb, x64, tlsOf(elf.ProgHeader{Off: 1 << 40, Filesz: 1 << 29, Memsz: 1 << 30, Align: 1})), "of which the file holds 0 bytes"},
	} {
		f, err := elf.NewFile(bytes.NewReader(c.file))
		if err != nil {
			t.Fatal(err)
		}
		img, abi, err := ReadImage(f)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%v %v: %v", f.Machine, f.Class, err)
		case c.want == "" && (abi.GOARCH == "" || img.Align == 0 || uint64(len(img.Data)) != img.FileSize):
			t.Errorf("%v %v: %+v, %+v", f.Machine, f.Class, img, abi)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%v %v: error %v, want one with %q", f.Machine, f.Class, err, c.want)
		case strings.Contains(c.want, "of which") && !errors.Is(err, io.ErrUnexpectedEOF):
			t.Errorf("%v does not wrap ErrUnexpectedEOF", err)
		}
	}
}

// tryFile reads the image of a possibly broken file, and lays it out.
func tryFile(t *testing.T, data []byte) {
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		return
	}
	img, abi, err := ReadImage(f)
	if err != nil {
		return
	}
	if uint64(len(img.Data)) != img.FileSize || img.FileSize > img.MemSize {
		t.Errorf("read %d bytes of %d, %d in memory", len(img.Data), img.FileSize, img.MemSize)
	}
	if l, err := NewLayout(abi, img, 1); err == nil {
		checkLayout(t, l)
	}
}

// TestReadImageMutations breaks each byte of the headers of a program of each
// architecture.
func TestReadImageMutations(t *testing.T) {
	const headers = 64 + 4*56
	for _, f := range fixtures(t) {
		if f.Case != "bss-aligned-more" || f.Linker != "lld" {
			continue
		}
		for i := range min(headers, len(f.data)) {
			old := f.data[i]
			for _, b := range []byte{0, 0xff, old ^ 0x80} {
				f.data[i] = b
				tryFile(t, f.data)
			}
			f.data[i] = old
		}
		for _, n := range []int{0, 16, 63, 64, 100, headers, len(f.data) - 1} {
			tryFile(t, f.data[:min(n, len(f.data))])
		}
	}
}

func FuzzReadImage(f *testing.F) {
	for _, fix := range fixtures(f) {
		if fix.Case == "bss-only" && len(fix.data) < 8192 {
			f.Add(fix.data)
		}
	}
	f.Fuzz(tryFile)
}

// TestLoadBase finds programs without PT_PHDR, and refuses to guess.
func TestLoadBase(t *testing.T) {
	for _, goarch := range []string{"386", "amd64"} {
		abi, _ := ABIOf(goarch)
		ehdr := uint64(64)
		if abi.WordSize == 4 {
			ehdr = 52
		}
		for _, vaddr := range []uint64{0, 0x10000} {
			headers := []elf.ProgHeader{
				{Type: elf.PT_LOAD, Vaddr: vaddr, Filesz: 0x800, Memsz: 0x800},
				{Type: elf.PT_LOAD, Off: 0x1000, Vaddr: vaddr + 0x1000, Filesz: 0x800, Memsz: 0x2000},
				{Type: elf.PT_TLS, Off: 0x1010, Vaddr: vaddr + 0x1010, Filesz: 4, Memsz: 8, Align: 4},
			}
			for _, base := range []uint64{0, 0x7f00_0000} {
				if vaddr == 0 && base == 0 {
					continue // nothing is mapped at 0
				}
				aux := auxv.Values{Phdr: uintptr(base + vaddr + ehdr), Entry: uintptr(base + vaddr + 0x1200)}
				img, err := programImage(aux, abi, headers)
				if want := uintptr(base + vaddr + 0x1010); err != nil || img.Addr != want {
					t.Errorf("%s, base %#x, linked to %#x: address %#x, want %#x (%v)", goarch, base, vaddr, img.Addr, want, err)
				}
				aux.Entry += 0x100000
				if _, err := programImage(aux, abi, headers); err == nil || !strings.Contains(err.Error(), "no PT_PHDR") {
					t.Errorf("%s: entry point outside the program: %v", goarch, err)
				}
			}
		}
	}
}
