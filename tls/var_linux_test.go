package tls

import (
	"strings"
	"testing"
	"unsafe"
)

func TestHeadIsWhereTheLayoutHasIt(t *testing.T) {
	l, err := NewLayout(Native(), Image{Align: 1}, VarsSize())
	if err != nil {
		t.Fatal(err)
	}
	area := make([]byte, l.Size+l.Align)
	base := (uintptr(unsafe.Pointer(&area[0])) + uintptr(l.Align) - 1) &^ uintptr(l.Align-1)
	p := unsafe.Add(unsafe.Pointer(&area[0]), base-uintptr(unsafe.Pointer(&area[0])))
	tp := l.InstallThread(p, 42)
	h := (*head)(unsafe.Add(p, l.Head))
	if got := int64(uintptr(unsafe.Pointer(h))) - int64(tp); got != headFromThreadPointer {
		t.Errorf("the head is %d bytes from the thread pointer, the assembly looks at %d", got, headFromThreadPointer)
	}
	if h.magic != headMagic || h.owner != 42 || h.varsSize < uintptr(VarsSize()) {
		t.Errorf("the head is %+v", *h)
	}
}

func TestGoroutinesAreNotRaw(t *testing.T) {
	if OnRawThread() || Owner() != 0 || ID() != 0 {
		t.Errorf("on a goroutine: OnRawThread %v, Owner %#x, ID %d", OnRawThread(), Owner(), ID())
	}
}

func TestVarWithPointers(t *testing.T) {
	for name, f := range map[string]func(){
		"pointer": func() { NewVar[*int]() },
		"string":  func() { NewVar[string]() },
		"nested":  func() { NewVar[struct{ A [2]struct{ P []byte } }]() },
	} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(r.(string), "is or holds a pointer") {
					t.Errorf("%s: NewVar panicked with %v", name, r)
				}
			}()
			f()
		}()
	}
}

func TestVarOffGoroutine(t *testing.T) {
	v := NewVar[[3]byte]()
	w := NewVar[uint64]()
	if w.offset%8 != 0 || w.offset < v.offset+3 || VarsSize()%varsAlign != 0 {
		t.Errorf("offsets %d and %d in %d bytes", v.offset, w.offset, VarsSize())
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(r.(string), "off a raw thread") {
			t.Errorf("Get on a goroutine panicked with %v", r)
		}
	}()
	v.Get()
}

func BenchmarkOnRawThread(b *testing.B) {
	for b.Loop() {
		OnRawThread()
	}
}
