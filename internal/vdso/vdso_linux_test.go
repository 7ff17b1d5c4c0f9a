package vdso

import (
	"runtime"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/kthread"
)

// TestNow compares the clock, on a raw thread, with the system call before and after.
func TestNow(t *testing.T) {
	t.Log(Source())
	if gettime == 0 {
		m, _, err := Mapped()
		if err == nil {
			t.Skipf("no clock in this vDSO (%d bytes): %s", len(m.bytes), Source())
		}
		t.Skip(Source())
	}
	const rounds = 1000
	var bad, failed uint32
	var before, now, after int64
	th, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10}, func() {
		for i := range 2 * rounds {
			clock, id := futex.Monotonic, uintptr(unix.CLOCK_MONOTONIC)
			if i >= rounds {
				clock, id = futex.Realtime, unix.CLOCK_REALTIME
			}
			a := clock.Now()
			b, ok := Now(id)
			c := clock.Now()
			if !ok {
				failed++
			}
			if b < a || b > c {
				bad++
				before, now, after = a, b, c
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	if bad != 0 || failed != 0 {
		t.Errorf("of %d readings %d failed and %d were out of order: %d, %d, %d", 2*rounds, failed, bad, before, now, after)
	}
}

// fill writes a pattern below the caller's frame, and touched returns how far
// down something else was written since. Neither calls anything.
//
//go:noinline
func fill(top uintptr) {
	for a := top - measured; a < top-gap; a++ {
		*(*byte)(pointer(a)) = pattern
	}
}

//go:noinline
func touched(top uintptr) uintptr {
	a := top - measured
	for a < top-gap && *(*byte)(pointer(a)) == pattern {
		a++
	}
	return top - a
}

const (
	measured = 8 << 10
	gap      = 160 // the frame of fill
	frames   = 512 // of call and Now, but for what call keeps for the kernel's code
	pattern  = 0xa5
)

// TestStack measures how much stack the kernel's code takes: never more than
// the frame has.
func TestStack(t *testing.T) {
	if gettime == 0 {
		t.Skip(Source())
	}
	var depth uintptr
	var ok bool
	th, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10}, func() {
		var here uint64
		top := uintptr(unsafe.Pointer(&here))
		fill(top)
		_, ok = Now(unix.CLOCK_MONOTONIC)
		depth = touched(top)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	// What is saved at the very bottom of the frame, a link register, counts too.
	t.Logf("%d of %d bytes on %s", depth, StackSize, runtime.GOARCH)
	if !ok || depth > StackSize+frames {
		t.Errorf("ok %v, %d bytes of stack touched; call's frame has %d", ok, depth, StackSize)
	}
}

// TestDamaged wants an error, and no panic, of images that are cut off or have
// a byte changed.
func TestDamaged(t *testing.T) {
	m, _, err := Mapped()
	if err != nil {
		t.Skip(err)
	}
	c := candidates(runtime.GOARCH)
	lookup := func(b []byte) error {
		m, err := ParseImage(b)
		for i := 0; err == nil && i < len(c); i++ {
			_, err = m.Lookup(c[i].name, c[i].version)
		}
		return err
	}
	for n := 0; n < min(len(m.bytes), 1024); n++ {
		if lookup(m.bytes[:n:n]) == nil {
			t.Errorf("the first %d bytes have all that is needed", n)
		}
	}
	b := append([]byte(nil), m.bytes...)
	end := time.Now().Add(2 * time.Second)
	for i := 0; i < len(b) && time.Now().Before(end); i++ {
		for _, x := range []byte{0xff, 0x80, 1} {
			b[i] ^= x
			lookup(b) // whatever it finds: it must come back
			b[i] ^= x
		}
	}
	if _, err := m.Lookup("no_such_function", c[0].version); err == nil {
		t.Error("a function that is not there was found")
	}
	if _, err := m.Lookup(c[0].name, "LINUX_0.1"); err == nil {
		t.Error("a version that is not there was found")
	}
}
