package kthread_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// TestSizesAtTheEdge asks for regions around the ends of what can be counted
// and mapped. Where it is refused nothing is left; and what is given has the
// sizes that were asked for.
func TestSizesAtTheEdge(t *testing.T) {
	takeCensus(t)
	page := os.Getpagesize()
	edges := []int{math.MaxInt, math.MaxInt - 1, math.MaxInt - page + 1, math.MaxInt - page, math.MaxInt - 2*page,
		math.MaxInt - 100*page, math.MaxInt/2 + 1, math.MaxInt / 2, math.MaxInt/2 - page, 1 << (bits - 2)}
	for _, size := range edges {
		for _, cfg := range []kthread.Config{{StackSize: size}, {GuardSize: size}, {StackSize: size, GuardSize: size}, {StackSize: size, GuardSize: page}} {
			th, err := kthread.Prepare(cfg, func() {})
			if err != nil {
				if !errors.Is(err, kthread.ErrInvalidConfig) && !errors.Is(err, kthread.ErrOutOfMemory) {
					t.Errorf("%+v: %v", cfg, err)
				}
				continue
			}
			// 1 GiB and more fits into some address spaces.
			if l := th.Layout(); l.Stack.Size < uintptr(cfg.StackSize) || l.Guard.Size < uintptr(cfg.GuardSize) || l.Size() < uintptr(size) {
				t.Errorf("%+v was given\n%v", cfg, l)
			}
			if err := th.Release(); err != nil {
				t.Error(err)
			}
		}
	}
}

const bits = 8 * int(unsafe.Sizeof(uintptr(0)))

// TestSizesAreRoundedUp checks the sizes and the order of small regions, that
// each guard page is one, and that each stack page is none.
func TestSizesAreRoundedUp(t *testing.T) {
	takeCensus(t)
	page := uintptr(os.Getpagesize())
	for _, cfg := range []kthread.Config{
		{StackSize: 8 << 10, GuardSize: 1}, {StackSize: 8<<10 + 1, GuardSize: int(page)}, {StackSize: 100_001, GuardSize: int(page) + 1},
		{StackSize: int(5 * page), GuardSize: int(7 * page)}, {StackSize: int(5*page) - 1, GuardSize: int(16*page) - 1},
		{StackSize: 8 << 10, GuardSize: 2 << 20}, // no markers
	} {
		var at uintptr
		th, err := kthread.Prepare(cfg, func() {
			var local byte
			at = uintptr(pointerTo(&local))
		})
		if err != nil {
			t.Fatal(err)
		}
		l := th.Layout()
		if l.Guard.Addr%page != 0 || l.Guard.Size%page != 0 || l.Guard.Size-uintptr(cfg.GuardSize) >= page || l.Guard.End() != l.Signals.Addr || l.Signals.End() != l.Stack.Addr ||
			l.Stack.Size < uintptr(cfg.StackSize) || l.Stack.End() > l.TLS.Addr || l.TLS.End() > l.Instance.Addr || l.Size()%page != 0 {
			t.Errorf("%+v was given\n%v", cfg, l)
		}
		for a := l.Guard.Addr; a < l.Guard.End(); a += page {
			if writable(a) || writable(a+page-16) {
				t.Errorf("%+v: the guard can be written to at %#x", cfg, a)
			}
		}
		for a := l.Stack.Addr; a+16 <= l.Stack.End(); a += page {
			if !writable(a) {
				t.Errorf("%+v: the stack can't be written to at %#x", cfg, a)
			}
		}
		if err := th.Start(); err != nil {
			t.Fatal(err)
		}
		if err := th.Join(); err != nil {
			t.Fatal(err)
		}
		if at < l.Stack.Addr || at >= l.Stack.End() {
			t.Errorf("%+v: the body ran on %#x, outside of\n%v", cfg, at, l)
		}
	}
}

// TestSetUpHoldsTogether gives a thread a name, a CPU and a policy at once,
// and has its body look at all of them first of all.
func TestSetUpHoldsTogether(t *testing.T) {
	takeCensus(t)
	var allowed unix.CPUSet
	if err := unix.SchedGetaffinity(0, &allowed); err != nil {
		t.Fatal(err)
	}
	last := 0
	for cpu := range 1024 {
		if allowed.IsSet(cpu) {
			last = cpu
		}
	}
	var name [kthread.MaxNameLen + 1]byte
	var n int
	var mask unix.CPUSet
	var policy, e uintptr
	cfg := kthread.Config{Name: "all at once", CPUs: []int{last}, Sched: &kthread.SchedAttr{Policy: unix.SCHED_BATCH, Nice: 1}, StackSize: bigStack}
	th, err := kthread.Spawn(cfg, func() {
		n = kthread.OwnName(&name)
		_, _, errno := unix.RawSyscall(unix.SYS_SCHED_GETAFFINITY, 0, unsafe.Sizeof(mask), uintptr(unsafe.Pointer(&mask)))
		e = uintptr(errno)
		policy, _, _ = unix.RawSyscall(unix.SYS_SCHED_GETSCHEDULER, 0, 0, 0)
	})
	if errors.Is(err, unix.ENOSYS) {
		t.Skip("this emulator has no sched_setattr")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	if string(name[:n]) != cfg.Name || e != 0 || mask.Count() != 1 || !mask.IsSet(last) || policy != unix.SCHED_BATCH {
		t.Errorf("the body had the name %q, %d CPUs (error %d; CPU %d: %v) and policy %d", name[:n], mask.Count(), e, last, mask.IsSet(last), policy)
	}
}

// TestNoMappingIsLeft counts lines of the list of mappings, exactly, around
// threads of small stacks, which the census by bytes would not see.
func TestNoMappingIsLeft(t *testing.T) {
	var buf [1 << 20]byte
	count := func() int {
		f, err := os.Open("/proc/self/maps")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := 0
		for {
			n, err := f.Read(buf[:])
			lines += bytes.Count(buf[:n], []byte("\n"))
			if err != nil {
				return lines
			}
		}
	}
	const n = 100
	round := func() {
		for i := range n {
			cfg := kthread.Config{StackSize: 64 << 10, GuardSize: (1 + i%3) * os.Getpagesize(), Detached: i%3 == 0}
			th := spawn(t, cfg, func() {})
			if cfg.Detached {
				waitGone(t, th.ID())
			} else if err := th.Join(); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
	}
	round()
	// The Go runtime may map something of its own in a round, but not n times.
	before := count()
	for range 5 {
		round()
	}
	if after := count(); after > before+n/5 {
		t.Errorf("%d mappings before, %d after %d threads", before, after, 5*n)
	} else {
		t.Logf("%d mappings before, %d after %d threads", before, after, 5*n)
	}
}
