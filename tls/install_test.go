package tls

import (
	"bytes"
	"testing"
	"unsafe"
)

// area returns an aligned, zeroed area for l with a page before it and one
// behind it, full of a pattern, and a check that the pattern is intact.
func area(t *testing.T, l *Layout) (mem []byte, intact func()) {
	t.Helper()
	const margin, canary = 4096, 0xA5
	all := make([]byte, l.Size+l.Align+2*margin)
	start := -uint64(uintptr(unsafe.Pointer(&all[margin])))&(l.Align-1) + margin
	end := start + l.Size
	for i := range all[:start] {
		all[i] = canary
	}
	for i := range all[end:] {
		all[end:][i] = canary
	}
	return all[start:end:end], func() {
		t.Helper()
		if bytes.Count(all[:start], []byte{canary}) != int(start) || bytes.Count(all[end:], []byte{canary}) != len(all[end:]) {
			t.Error("written outside the area")
		}
	}
}

// checkInstalled installs l and checks every byte of the area.
func checkInstalled(t *testing.T, l *Layout, initial []byte) {
	t.Helper()
	mem, intact := area(t, l)
	base := uintptr(unsafe.Pointer(&mem[0]))
	tp := l.Install(unsafe.Pointer(&mem[0]))
	intact()
	if tp != base+uintptr(l.TP) {
		t.Errorf("thread pointer %#x, want %#x", tp, base+uintptr(l.TP))
	}
	want := make([]byte, l.Size)
	copy(want[l.Block:], initial)
	put := func(offset uint64, word uintptr) {
		copy(want[offset:], unsafe.Slice((*byte)(unsafe.Pointer(&word)), wordSize))
	}
	w := l.ABI.WordSize
	dtv := base + uintptr(l.DTV)
	switch {
	case l.ABI.Variant == VariantII:
		put(l.TCB, tp)
		put(l.TCB+w, dtv)
		put(l.TCB+2*w, tp)
	case l.ABI.Machine == ppc64ABI().Machine:
		put(l.TCB+w, dtv)
	default:
		put(l.TCB, dtv)
	}
	put(l.DTV, 1)
	put(l.DTV+w, base+uintptr(l.Block+l.ABI.DTPBias))
	if !bytes.Equal(mem, want) {
		for i := range mem {
			if mem[i] != want[i] {
				t.Errorf("byte %#x is %#x, want %#x\n%v", i, mem[i], want[i], l)
				return
			}
		}
	}
}

// ppc64ABI is the ABI whose TCB ends with the DTV's word.
func ppc64ABI() ABI {
	a, _ := ABIOf("ppc64")
	return a
}

// TestInstallProgram installs the running program's own image.
func TestInstallProgram(t *testing.T) {
	if Native().GOARCH == "" {
		t.Skip("not an architecture with a Linux port of Go")
	}
	img, err := ProgramImage()
	if err != nil {
		t.Skipf("no program image: %v", err)
	}
	for _, vars := range []uint64{0, 1, 64, 1000} {
		l, err := NewLayout(Native(), img, vars)
		if err != nil {
			t.Fatal(err)
		}
		var initial []byte
		if img.Addr != 0 {
			initial = unsafe.Slice((*byte)(at(img.Addr)), img.FileSize)
		}
		checkInstalled(t, &l, initial)
	}
}

// TestInstallFixtures installs the images of all fixtures that have this
// machine's word size and byte order, and none of the others.
func TestInstallFixtures(t *testing.T) {
	installed := 0
	for _, f := range fixtures(t) {
		_, l := f.open(t)
		if l.ABI.WordSize == uint64(wordSize) && l.ABI.BigEndian == nativeBigEndian {
			checkInstalled(t, &l, l.Image.Data)
			installed++
			continue
		}
		mem, intact := area(t, &l)
		if tp := l.Install(unsafe.Pointer(&mem[0])); tp != 0 || bytes.Count(mem, []byte{0}) != len(mem) {
			t.Errorf("%s: installed on a machine that it is not for", f.File)
		}
		intact()
	}
	if installed == 0 {
		t.Error("no fixture could be installed")
	}
}

// TestInstallFrugal holds Install to its promise for raw threads.
func TestInstallFrugal(t *testing.T) {
	if Native().GOARCH == "" {
		t.Skip("not an architecture with a Linux port of Go")
	}
	initial := []byte("initial values")
	l, err := NewLayout(Native(), Image{Addr: uintptr(unsafe.Pointer(&initial[0])), FileSize: 14, MemSize: 100, Align: 8}, 8)
	if err != nil {
		t.Fatal(err)
	}
	checkInstalled(t, &l, initial)
	mem, _ := area(t, &l)
	if n := testing.AllocsPerRun(100, func() { l.Install(unsafe.Pointer(&mem[0])) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkInstall(b *testing.B) {
	img, err := ProgramImage()
	if err != nil {
		b.Skipf("no program image: %v", err)
	}
	l, err := NewLayout(Native(), img, 64)
	if err != nil {
		b.Fatal(err)
	}
	mem := make([]uint64, l.Size/8+1)
	for b.Loop() {
		l.Install(unsafe.Pointer(&mem[0]))
	}
}
