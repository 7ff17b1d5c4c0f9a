package tls

import "fmt"

const (
	// MaxSize is the most bytes that an image, the per-thread variables or a
	// whole area may have: beyond it a header is more likely wrong than big.
	MaxSize = 1 << 30
	// MaxAlign is the highest alignment, in bytes, that an image may ask for.
	MaxAlign = 1 << 28
	// minAlign is that of the per-thread variables, a cache line.
	minAlign = 64
)

// A Layout says where in a thread's TLS area everything is: all offsets are in
// bytes from the area's start, which must be aligned to Align. It is a plain
// value; see [Layout.String] for a drawing of it.
type Layout struct {
	ABI   ABI
	Image Image

	Size, Align uint64 // of the whole area

	Block    uint64 // copy of the image, Image.MemSize bytes
	TCB      uint64 // the ABI's thread control block, ABI.TCBSize bytes
	Head     uint64 // package tls' control block, HeadWords words
	DTV      uint64 // dynamic thread vector, two words
	Vars     uint64 // per-thread variables, aligned to 64
	VarsSize uint64 // their size, as given to NewLayout

	// TP is the thread pointer minus the area's start. It includes the ABI's
	// bias and may so lie behind the area's end.
	TP uint64
}

// NewLayout computes the area of a thread of a program with that image, and
// with varsSize zeroed bytes for variables of the caller's. It fails when sizes
// contradict each other or exceed [MaxSize] or [MaxAlign], and when img has
// initial values but neither Addr nor Data says where. Goroutines only.
//
// Addresses grow upwards in both drawings, a is Image.Align, w the word.
//
//	variant I                               variant II
//
//	+-----------+                           +-----------+ TP+16w+vars, rounded
//	|   block   | image, then zeros         |    DTV    | 2w
//	+-----------+ TP'+gap+skew              +-----------+
//	| (padding) | skew bytes                |   vars    |
//	+-----------+ TP'+gap                   +-----------+ TP+16w (64-aligned)
//	| TCB (arm) | gap bytes: 2w or 0        |   head    | 8w
//	+-----------+ TP' = TP - bias, aligned  +-----------+ TP+8w
//	|TCB (other)| in the 6w below TP'       |    TCB    | 8w
//	+-----------+                           +-----------+ TP, aligned to a
//	|    DTV    | 2w                        | (padding) | pad bytes
//	+-----------+ TP'-8w                    +-----------+
//	|   head    | 8w                        |   block   | image, then zeros
//	+-----------+ TP'-16w (64-aligned)      +-----------+ TP-memsz-pad
//	|   vars    |
//	+-----------+
//
//	variant I:  skew = (p_vaddr - gap) mod a,       block = TP' + gap + skew
//	variant II: pad = (-p_vaddr - p_memsz) mod a,   block = TP - p_memsz - pad
//
// That is: the block is as near to the thread pointer as it can be while its
// address is congruent to p_vaddr modulo a. Code of the main program has the
// distance compiled in (local-exec), so there is no freedom here. The sources:
// glibc's ld.so (elf/dl-tls.c, _dl_determine_tlsoffset, where
// l_tls_firstbyte_offset is p_vaddr mod a), musl (src/env/__init_tls.c), and
// lld (getTlsTpOffset, since D64930).
//
// GNU ld makes p_vaddr a multiple of a unless a linker script forbids it. Where
// one does, its code for variant I expects block = TP' + gap rounded up to a,
// without the skew: ld.so does not put it there, and if it did, variables
// would be misaligned. glibc's start-up code for static programs
// (csu/libc-tls.c) ignores the skew with both variants, so that static programs
// with a skewed p_vaddr, which lld makes, do not find their variables. The
// tests show all this; we follow ld.so.
func NewLayout(abi ABI, img Image, varsSize uint64) (Layout, error) {
	if abi.WordSize != 4 && abi.WordSize != 8 || abi.Variant != VariantI && abi.Variant != VariantII {
		return Layout{}, fmt.Errorf("tls: no layout for the ABI %q: word size %d, %v", abi.GOARCH, abi.WordSize, abi.Variant)
	}
	if err := img.check(); err != nil {
		return Layout{}, err
	}
	if img.Addr == 0 && uint64(len(img.Data)) != img.FileSize {
		return Layout{}, fmt.Errorf("tls: the image has %d bytes of initial values (FileSize), no address, and %d bytes of data", img.FileSize, len(img.Data))
	}
	if varsSize > MaxSize {
		return Layout{}, fmt.Errorf("tls: per-thread variables of %d bytes; the limit is MaxSize, %d", varsSize, uint64(MaxSize))
	}
	l := Layout{ABI: abi, Image: img, VarsSize: varsSize, Align: max(img.Align, minAlign)}
	// No sum from here on overflows: each has at most four terms below 2^31.
	if abi.Variant == VariantI {
		l.placeAbove()
	} else {
		l.placeBelow()
	}
	if l.Size > MaxSize {
		return Layout{}, fmt.Errorf("tls: an area of %d bytes for an image of %d bytes aligned to %d and %d bytes of variables; the limit is MaxSize, %d",
			l.Size, img.MemSize, img.Align, varsSize, uint64(MaxSize))
	}
	return l, nil
}

// placeAbove is variant I.
func (l *Layout) placeAbove() {
	w := l.ABI.WordSize
	tp := alignUp(alignUp(l.VarsSize, minAlign)+headBelow*w, l.Align)
	l.TP = tp + l.ABI.TPBias
	l.TCB = tp + uint64(l.ABI.TCBOffset)
	l.Head = tp - headBelow*w
	l.DTV = l.Head + HeadWords*w
	l.Vars = l.Head - alignUp(l.VarsSize, minAlign)

	gap := l.ABI.TCBSize + uint64(l.ABI.TCBOffset) // of the TCB, what is above tp
	skew := (l.Image.VAddr - gap) & (l.Image.Align - 1)
	l.Block = tp + gap + skew
	l.Size = alignUp(l.Block+l.Image.MemSize, w)
}

// placeBelow is variant II.
func (l *Layout) placeBelow() {
	w := l.ABI.WordSize
	pad := -(l.Image.VAddr + l.Image.MemSize) & (l.Image.Align - 1)
	tp := alignUp(l.Image.MemSize+pad, l.Align)
	l.Block = tp - pad - l.Image.MemSize
	l.TP = tp
	l.TCB = tp
	l.Head = tp + headAbove*w
	l.Vars = l.Head + HeadWords*w
	l.DTV = alignUp(l.Vars+l.VarsSize, w)
	l.Size = l.DTV + dtvWords*w
}

// alignUp rounds n up to a multiple of a, a power of two.
func alignUp(n, a uint64) uint64 { return (n + a - 1) &^ (a - 1) }
