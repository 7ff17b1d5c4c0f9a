package tls

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// checkLayout reports whatever a layout must not be.
func checkLayout(t *testing.T, l Layout) {
	t.Helper()
	w := l.ABI.WordSize
	img := l.Image
	bad := func(format string, args ...any) {
		t.Helper()
		t.Errorf(format+"\n%+v\n%v", append(args, l, l)...)
	}
	if l.Align < 64 || l.Align&(l.Align-1) != 0 || l.Align < img.Align {
		bad("alignment %d for an image aligned to %d", l.Align, img.Align)
	}
	if l.Size > MaxSize {
		bad("size %d", l.Size)
	}
	end := uint64(0)
	for _, p := range l.parts() {
		if p.offset < end {
			bad("%s overlaps what is below it", p.name)
		}
		end = p.offset + p.size
		if end < p.offset || end > l.Size {
			bad("%s leaves the area", p.name)
		}
	}
	if l.TCB%w != 0 || l.Head%w != 0 || l.DTV%w != 0 || l.Vars%64 != 0 || l.Size%w != 0 {
		bad("something is misaligned")
	}
	tp := l.TP - l.ABI.TPBias
	if tp%l.Align != 0 || tp > l.Size {
		bad("unbiased thread pointer at %#x", tp)
	}
	if int64(l.Head-l.TP) != l.ABI.HeadOffset() {
		bad("head at TP%+d, want %+d", int64(l.Head-l.TP), l.ABI.HeadOffset())
	}
	if slot := tp + uint64(l.ABI.DTVSlot); slot < l.TCB || slot+w > l.TCB+l.ABI.TCBSize {
		bad("DTV's word is not in the TCB")
	}
	if (l.Block-img.VAddr)&(img.Align-1) != 0 {
		bad("block is not congruent to p_vaddr %#x", img.VAddr)
	}
	// The two rules above leave many places; the nearest is the right one.
	slack := tp - l.Block - img.MemSize
	if l.ABI.Variant == VariantI {
		slack = l.Block - tp - (l.ABI.TCBSize + uint64(l.ABI.TCBOffset))
	}
	if slack >= img.Align {
		bad("block is %d bytes from where it could be", slack)
	}
}

// tryLayout makes a layout of whatever numbers, and checks it or its error.
func tryLayout(t *testing.T, abi ABI, img Image, varsSize uint64) {
	t.Helper()
	l, err := NewLayout(abi, img, varsSize)
	if err == nil {
		checkLayout(t, l)
		if l.ABI != abi || l.Image.MemSize != img.MemSize || l.VarsSize != varsSize {
			t.Errorf("layout of something else: %+v", l)
		}
		return
	}
	sane := img.Align != 0 && img.Align&(img.Align-1) == 0 && img.FileSize <= img.MemSize && (img.Addr != 0 || img.FileSize == 0)
	if sane && img.Align <= 1<<20 && img.MemSize <= 1<<28 && varsSize <= 1<<28 {
		t.Errorf("layout of %+v and %d bytes of variables: %v", img, varsSize, err)
	}
	if !strings.HasPrefix(err.Error(), "tls: ") {
		t.Errorf("error without our name: %v", err)
	}
}

func TestLayoutProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	number := func() uint64 { // mostly small, sometimes on an edge of something
		n := rng.Uint64() >> rng.UintN(64)
		if rng.UintN(4) == 0 {
			n = 1<<rng.UintN(64) + uint64(rng.IntN(3)) - 1
		}
		return n
	}
	for range 1500 {
		for _, abi := range &abis {
			img := Image{Addr: 1, VAddr: number(), MemSize: number(), Align: 1 << rng.UintN(32)}
			img.FileSize = min(number(), img.MemSize)
			tryLayout(t, abi, img, number())
			img.MemSize, img.Align = img.MemSize%5000, 1<<rng.UintN(18)
			img.FileSize = min(img.FileSize, img.MemSize)
			tryLayout(t, abi, img, number()%5000)
		}
	}
}

func FuzzNewLayout(f *testing.F) {
	f.Add(uint8(0), uint64(0x28), uint64(9), uint64(17), uint64(64), uint64(8))
	f.Add(uint8(3), uint64(1), uint64(0), uint64(math.MaxUint64), uint64(1<<63), uint64(math.MaxUint64))
	f.Add(uint8(12), uint64(math.MaxUint64), uint64(math.MaxUint64), uint64(math.MaxUint64), uint64(1), uint64(0))
	f.Fuzz(func(t *testing.T, arch uint8, vaddr, filesz, memsz, align, vars uint64) {
		tryLayout(t, abis[int(arch)%len(abis)], Image{Addr: 1, VAddr: vaddr, FileSize: filesz, MemSize: memsz, Align: align}, vars)
	})
}

func TestLayoutErrors(t *testing.T) {
	for _, c := range []struct {
		abi  ABI
		img  Image
		vars uint64
		want string
	}{
		{ABI{}, Image{Align: 1}, 0, "word size 0"},
		{Native(), Image{}, 0, "is 0, which is no power of two"},
		{Native(), Image{Align: 24}, 0, "is 24, which is no power of two"},
		{Native(), Image{Align: 1 << 40}, 0, "limit is MaxAlign, 268435456"},
		{Native(), Image{Align: 1, MemSize: math.MaxUint64}, 0, "18446744073709551615 bytes; the limit is MaxSize"},
		{Native(), Image{Align: 1, MemSize: 4, FileSize: 5, Addr: 1}, 0, "more than in memory"},
		{Native(), Image{Align: 1, MemSize: 4, FileSize: 4}, 0, "no address"},
		{Native(), Image{Align: 1}, math.MaxUint64, "per-thread variables of 18446744073709551615 bytes"},
		{Native(), Image{Align: 1, MemSize: MaxSize}, 1, "an area of"},
		{Native(), Image{Align: 1}, MaxSize, "an area of"},
	} {
		_, err := NewLayout(c.abi, c.img, c.vars)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v, %d: error %v, want one with %q", c.img, c.vars, err, c.want)
		}
	}
}

// TestABIs holds the table against the constants of the assembly's side.
func TestABIs(t *testing.T) {
	native := Native()
	if native.GOARCH == "" {
		t.Skip("not an architecture with a Linux port of Go")
	}
	if native.TPBias != tpBias || native.WordSize != uint64(wordSize) || native.BigEndian != nativeBigEndian || HeadWords != headWords {
		t.Errorf("the native ABI %+v contradicts tpBias %#x, wordSize %d or headWords %d", native, tpBias, wordSize, headWords)
	}
	if _, ok := ABIOf("wasm"); ok {
		t.Error("wasm has an ABI")
	}
	if len(abis) != 13 {
		t.Errorf("%d ABIs, want 13", len(abis))
	}
	for _, a := range &abis {
		if b, ok := ABIOf(a.GOARCH); !ok || a != b {
			t.Errorf("ABIOf(%q) = %+v", a.GOARCH, b)
		}
	}
}

func TestLayoutString(t *testing.T) {
	for _, c := range []struct{ goarch, want string }{
		{"amd64", `
TLS area of amd64, variant II: 0xe8 bytes, aligned to 0x40
  +--------------------+
  | DTV                |     0xd8  TP+0x98      0x10 bytes
  +--------------------+
  |                    |     0xd4  TP+0x94      0x4 bytes
  +--------------------+
  | vars               |     0xc0  TP+0x80      0x14 bytes
  +--------------------+
  | head               |     0x80  TP+0x40      0x40 bytes
  +--------------------+
  | TCB                |     0x40  TP+0x0       0x40 bytes
  +--------------------+ <- thread pointer
  |                    |     0x38  TP-0x8       0x8 bytes
  +--------------------+
  | block, zero        |     0x2c  TP-0x14      0xc bytes
  +--------------------+
  | block, initialised |     0x28  TP-0x18      0x4 bytes
  +--------------------+
  |                    |      0x0  TP-0x40      0x28 bytes
  +--------------------+
`},
		{"ppc64", `
TLS area of ppc64, variant I: 0xd8 bytes, aligned to 0x40
  +--------------------+
  | block, zero        |     0xcc  TP-0x6ff4    0xc bytes
  +--------------------+
  | block, initialised |     0xc8  TP-0x6ff8    0x4 bytes
  +--------------------+
  |                    |     0xc0  TP-0x7000    0x8 bytes
  +--------------------+ <- thread pointer - 0x7000
  | TCB                |     0xb0  TP-0x7010    0x10 bytes
  +--------------------+
  |                    |     0x90  TP-0x7030    0x20 bytes
  +--------------------+
  | DTV                |     0x80  TP-0x7040    0x10 bytes
  +--------------------+
  | head               |     0x40  TP-0x7080    0x40 bytes
  +--------------------+
  |                    |     0x14  TP-0x70ac    0x2c bytes
  +--------------------+
  | vars               |      0x0  TP-0x70c0    0x14 bytes
  +--------------------+
`},
	} {
		abi, _ := ABIOf(c.goarch)
		l, err := NewLayout(abi, Image{Addr: 1, VAddr: 8, FileSize: 4, MemSize: 16, Align: 16}, 20)
		if err != nil {
			t.Fatal(err)
		}
		if got := "\n" + l.String(); got != c.want {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
}
