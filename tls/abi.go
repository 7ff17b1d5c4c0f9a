package tls

import (
	"debug/elf"
	"fmt"
	"runtime"
)

// A Variant is one of the two ways in which ELF lays out thread-local storage
// (Drepper, "ELF Handling For Thread-Local Storage", section 3).
type Variant uint8

const (
	// VariantI puts the main program's block above the thread pointer.
	VariantI Variant = 1
	// VariantII puts it below the thread pointer.
	VariantII Variant = 2
)

// String returns "variant I" or "variant II".
func (v Variant) String() string {
	switch v {
	case VariantI:
		return "variant I"
	case VariantII:
		return "variant II"
	}
	return fmt.Sprintf("variant %d", uint8(v))
}

// HeadWords is the size, in words, of the head that package tls keeps for each
// raw thread at [ABI.HeadOffset] from its thread pointer.
const HeadWords = 8

const (
	dtvWords  = 2 // dtv[0], the number of modules, and dtv[1], the program's own
	headBelow = 16
	headAbove = 8
)

// An ABI holds what one Linux architecture's ABI says of thread-local storage.
// All sizes and distances are in bytes. "The unbiased thread pointer" is
// TP - TPBias. An ABI is a plain value: any thread may read it.
type ABI struct {
	GOARCH    string
	Machine   elf.Machine
	WordSize  uint64 // 4 or 8
	BigEndian bool
	Variant   Variant
	TCBSize   uint64 // size of the ABI's thread control block
	TCBOffset int64  // of the TCB's start from the unbiased thread pointer: 0, or -TCBSize
	DTVSlot   int64  // of the word with the DTV's address, from the unbiased thread pointer
	TPBias    uint64 // what the thread pointer is ahead of the unbiased one
	DTPBias   uint64 // what a DTV entry is ahead of its module's block
}

// abis is ordered by GOARCH. Where the entries come from:
//
// 386, amd64: Drepper, variant II: %gs:0 and %fs:0 hold the thread pointer
// itself. The words behind it are those of glibc's tcbhead_t (i386 and x86_64
// nptl/tls.h) and of the head of musl's struct pthread: self, dtv, self,
// multiple_threads, sysinfo, stack guard (read by gcc's -fstack-protector),
// pointer guard, and one to spare.
//
// s390x: Drepper (S/390), variant II, the thread pointer in a0:a1; the words
// are in the order of glibc's s390 nptl/tls.h, the stack guard at 5 too.
//
// arm: "ELF for the Arm Architecture" (AAELF32), Thread-local storage: TP at an
// 8-byte TCB, of which the first word is the DTV's. arm64: AAELF64, the same
// with 16 bytes.
//
// riscv64: RISC-V ELF psABI, Thread Local Storage: TP at the start of the
// program's block, DTV entries 0x800 ahead. loong64: LoongArch ELF psABI (laelf),
// the same without a DTV bias. Both leave the TCB below TP to libc: glibc's
// tcbhead_t there is two words, {dtv, private}.
//
// mips*: "MIPS TLS ABI supplement" (linux-mips.org, NPTL): biases 0x7000 and
// 0x8000; tcbhead_t as for riscv64.
//
// ppc64, ppc64le: 64-Bit ELF V2 ABI, section 3.7: the same biases; glibc's
// tcbhead_t ends below the unbiased TP with {..., stack guard, dtv}, and gcc
// reads the guard at -0x7010(r13). The older ELF V1 supplement agrees.
var abis = [...]ABI{
	{GOARCH: "386", Machine: elf.EM_386, WordSize: 4, Variant: VariantII, TCBSize: 32, DTVSlot: 4},
	{GOARCH: "amd64", Machine: elf.EM_X86_64, WordSize: 8, Variant: VariantII, TCBSize: 64, DTVSlot: 8},
	{GOARCH: "arm", Machine: elf.EM_ARM, WordSize: 4, Variant: VariantI, TCBSize: 8},
	{GOARCH: "arm64", Machine: elf.EM_AARCH64, WordSize: 8, Variant: VariantI, TCBSize: 16},
	{GOARCH: "loong64", Machine: elf.EM_LOONGARCH, WordSize: 8, Variant: VariantI,
		TCBSize: 16, TCBOffset: -16, DTVSlot: -16},
	{GOARCH: "mips", Machine: elf.EM_MIPS, WordSize: 4, BigEndian: true, Variant: VariantI,
		TCBSize: 8, TCBOffset: -8, DTVSlot: -8, TPBias: 0x7000, DTPBias: 0x8000},
	{GOARCH: "mips64", Machine: elf.EM_MIPS, WordSize: 8, BigEndian: true, Variant: VariantI,
		TCBSize: 16, TCBOffset: -16, DTVSlot: -16, TPBias: 0x7000, DTPBias: 0x8000},
	{GOARCH: "mips64le", Machine: elf.EM_MIPS, WordSize: 8, Variant: VariantI,
		TCBSize: 16, TCBOffset: -16, DTVSlot: -16, TPBias: 0x7000, DTPBias: 0x8000},
	{GOARCH: "mipsle", Machine: elf.EM_MIPS, WordSize: 4, Variant: VariantI,
		TCBSize: 8, TCBOffset: -8, DTVSlot: -8, TPBias: 0x7000, DTPBias: 0x8000},
	{GOARCH: "ppc64", Machine: elf.EM_PPC64, WordSize: 8, BigEndian: true, Variant: VariantI,
		TCBSize: 16, TCBOffset: -16, DTVSlot: -8, TPBias: 0x7000, DTPBias: 0x8000},
	{GOARCH: "ppc64le", Machine: elf.EM_PPC64, WordSize: 8, Variant: VariantI,
		TCBSize: 16, TCBOffset: -16, DTVSlot: -8, TPBias: 0x7000, DTPBias: 0x8000},
	{GOARCH: "riscv64", Machine: elf.EM_RISCV, WordSize: 8, Variant: VariantI,
		TCBSize: 16, TCBOffset: -16, DTVSlot: -16, DTPBias: 0x800},
	{GOARCH: "s390x", Machine: elf.EM_S390, WordSize: 8, BigEndian: true, Variant: VariantII,
		TCBSize: 64, DTVSlot: 8},
}

// ABIOf returns the ABI of a GOARCH that Go has a Linux port for, and whether
// there is one. Any thread may call it.
func ABIOf(goarch string) (ABI, bool) {
	for _, a := range &abis {
		if a.GOARCH == goarch {
			return a, true
		}
	}
	return ABI{}, false
}

// Native returns the ABI of the running program's GOARCH: the zero ABI, which
// [NewLayout] refuses, where Go has no Linux port for it. Any thread may call it.
func Native() ABI {
	a, _ := ABIOf(runtime.GOARCH)
	return a
}

// HeadOffset returns the signed distance in bytes of a raw thread's head from
// its (biased) thread pointer. Behind the TCB's eight words with variant II,
// sixteen words below the unbiased thread pointer with variant I, whose ABIs
// and libcs use up to eight words there. Any thread may call it.
func (a ABI) HeadOffset() int64 {
	if a.Variant == VariantII {
		return headAbove * int64(a.WordSize)
	}
	return -int64(a.TPBias) - headBelow*int64(a.WordSize)
}

// abiOfFile returns the ABI that an ELF file's header asks for. The MIPS N32
// ABI, whose mark the header keeps in e_flags, looks like mips or mipsle here.
func abiOfFile(h *elf.FileHeader) (ABI, error) {
	for _, a := range &abis {
		word, data := elf.ELFCLASS64, elf.ELFDATA2LSB
		if a.WordSize == 4 {
			word = elf.ELFCLASS32
		}
		if a.BigEndian {
			data = elf.ELFDATA2MSB
		}
		if h.Machine == a.Machine && h.Class == word && h.Data == data {
			return a, nil
		}
	}
	return ABI{}, fmt.Errorf("tls: ELF file for %v, %v, %v: none of Go's Linux ports is for such a machine", h.Machine, h.Class, h.Data)
}
