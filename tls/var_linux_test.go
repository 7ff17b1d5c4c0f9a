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
	if h.magic != headMagic || h.owner != 42 || h.vars != uintptr(p)+uintptr(l.Vars) || l.VarsSize != VarsSize() {
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

func TestVarOffRawThread(t *testing.T) {
	v := NewVar[uint64]()
	for name, use := range map[string]func(){"Get": func() { v.Get() }, "Set": func() { v.Set(1) }, "Ptr": func() { v.Ptr() }} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(r.(string), "off a raw thread") {
					t.Errorf("%s on a goroutine panicked with %v", name, r)
				}
			}()
			use()
		}()
	}
}

func TestVarOffsets(t *testing.T) {
	v := NewVar[[3]byte]()
	w := NewVar[uint64]()
	if w.offset%8 != 0 || w.offset < v.offset+3 || VarsSize()%varsAlign != 0 || uint64(w.offset)+8 > VarsSize() {
		t.Errorf("offsets %d and %d in %d bytes", v.offset, w.offset, VarsSize())
	}
}

// TestVarLate declares variables until threads' memory has no room for them.
func TestVarLate(t *testing.T) {
	size := VarsSize()
	defer func(n uintptr) { vars.size = n }(vars.size)
	declared := 0
	defer func() {
		r := recover()
		if r == nil || !strings.Contains(r.(string), "declare it at package level") {
			t.Errorf("NewVar without room panicked with %v", r)
		}
		if VarsSize() != size || vars.size > uintptr(size) {
			t.Errorf("room for %d bytes after %d late variables, %d are used; it was %d", VarsSize(), declared, vars.size, size)
		}
		if NewVar[[1]byte](); declared < 1 { // the lock is free
			t.Error("no late variable had room")
		}
	}()
	for range size {
		NewVar[[32]byte]()
		declared++
	}
}

func TestInstallThreadWithoutRoom(t *testing.T) {
	l, err := NewLayout(Native(), Image{Align: 1}, VarsSize()-varsAlign)
	if err != nil {
		t.Fatal(err)
	}
	area := make([]byte, l.Size+l.Align)
	if tp := l.InstallThread(unsafe.Pointer(&area[0]), 42); tp != 0 {
		t.Errorf("a layout with %d bytes for variables, of %d: thread pointer %#x", l.VarsSize, VarsSize(), tp)
	}
	if strings.Trim(string(area), "\x00") != "" {
		t.Error("the area was written to")
	}
}

func BenchmarkOnRawThread(b *testing.B) {
	for b.Loop() {
		OnRawThread()
	}
}
