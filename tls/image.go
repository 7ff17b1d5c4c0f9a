package tls

import (
	"debug/elf"
	"errors"
	"fmt"
	"io"
)

// An Image is a program's PT_TLS segment: what each new thread's block starts
// as. FileSize bytes of initial values come first (.tdata), zeros follow up to
// MemSize (.tbss). The image of a program without thread-local variables has
// Align 1 and is zero otherwise.
type Image struct {
	Addr     uintptr // where the initial values are in this process, 0 if they are in Data
	VAddr    uint64  // p_vaddr, before relocation: with Align it decides the skew, see [NewLayout]
	FileSize uint64  // bytes
	MemSize  uint64  // bytes
	Align    uint64  // p_align in bytes, a power of two
	Data     []byte  // the initial values, where the image is that of a file
}

// ReadImage returns the PT_TLS segment of an ELF file and the ABI that it was
// linked for. It fails for machines without a Linux port of Go, for headers that
// contradict themselves, and for segments that the file does not hold in full.
// Goroutines only. (ELF gABI, chapter 5: Program Header and Thread-Local Storage.)
func ReadImage(f *elf.File) (Image, ABI, error) {
	abi, err := abiOfFile(&f.FileHeader)
	if err != nil {
		return Image{}, ABI{}, err
	}
	var tls *elf.Prog
	for _, p := range f.Progs {
		if p.Type != elf.PT_TLS {
			continue
		}
		if tls != nil {
			return Image{}, abi, errors.New("tls: ELF file with two PT_TLS segments: the gABI allows one")
		}
		tls = p
	}
	if tls == nil {
		return Image{Align: 1}, abi, nil
	}
	img, err := imageOf(abi, &tls.ProgHeader)
	if err != nil {
		return Image{}, abi, err
	}
	// Read piecemeal: a lying header must not make us allocate what it claims.
	img.Data, err = io.ReadAll(tls.Open())
	if err == nil && uint64(len(img.Data)) != img.FileSize {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return Image{}, abi, fmt.Errorf("tls: PT_TLS has p_filesz %d at p_offset %#x, of which the file holds %d bytes: %w",
			img.FileSize, tls.Off, len(img.Data), err)
	}
	return img, abi, nil
}

// imageOf checks a PT_TLS header and makes an Image of it, without its data.
func imageOf(abi ABI, p *elf.ProgHeader) (Image, error) {
	img := Image{VAddr: p.Vaddr, FileSize: p.Filesz, MemSize: p.Memsz, Align: p.Align}
	if img.Align == 0 {
		img.Align = 1 // the gABI gives both the same meaning
	}
	if err := img.check(); err != nil {
		return Image{}, err
	}
	if abi.WordSize == 8 && p.Vaddr+p.Memsz < p.Vaddr || abi.WordSize == 4 && p.Vaddr+p.Memsz > 1<<32 {
		return Image{}, fmt.Errorf("tls: PT_TLS at p_vaddr %#x with p_memsz %#x ends behind the end of a %d-bit address space",
			p.Vaddr, p.Memsz, abi.WordSize*8)
	}
	return img, nil
}

// check reports what is wrong with an image's sizes.
func (img *Image) check() error {
	switch {
	case img.Align == 0 || img.Align&(img.Align-1) != 0:
		return fmt.Errorf("tls: the image's alignment (p_align) is %d, which is no power of two", img.Align)
	case img.Align > MaxAlign:
		return fmt.Errorf("tls: the image's alignment (p_align) is %d bytes; the limit is MaxAlign, %d", img.Align, uint64(MaxAlign))
	case img.MemSize > MaxSize:
		return fmt.Errorf("tls: the image's size in memory (p_memsz) is %d bytes; the limit is MaxSize, %d", img.MemSize, uint64(MaxSize))
	case img.FileSize > img.MemSize:
		return fmt.Errorf("tls: the image's size in the file (p_filesz) is %d bytes, more than in memory (p_memsz), %d", img.FileSize, img.MemSize)
	}
	return nil
}
