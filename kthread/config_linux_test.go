package kthread_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

func TestNames(t *testing.T) {
	takeCensus(t)
	for _, c := range []struct {
		name string
		want error
	}{
		{"", nil}, {"fifteen-bytes-x", nil}, {"new\nline", nil},
		{"sixteen-bytes-xy", kthread.ErrNameTooLong},
		{"a\x00b", kthread.ErrInvalidConfig},
	} {
		var buf [kthread.MaxNameLen + 1]byte
		var n int
		th, err := kthread.Spawn(kthread.Config{Name: c.name, StackSize: bigStack}, func() { n = kthread.OwnName(&buf) })
		if !errors.Is(err, c.want) {
			t.Errorf("name %q: %v, want %v", c.name, err, c.want)
		}
		if err != nil {
			continue
		}
		th.Join()
		if c.name != "" && string(buf[:n]) != c.name {
			t.Errorf("the body of thread %q has name %q", c.name, buf[:n])
		}
	}
}

func TestAbsurdConfigs(t *testing.T) {
	takeCensus(t)
	for _, c := range []struct {
		cfg  kthread.Config
		body func()
		text string
	}{
		{kthread.Config{StackSize: -1}, func() {}, "Config.StackSize is -1"},
		{kthread.Config{StackSize: 1}, func() {}, "at least"},
		{kthread.Config{GuardSize: -1}, func() {}, "Config.GuardSize is -1"},
		{kthread.Config{StackSize: math.MaxInt}, func() {}, ""},
		{kthread.Config{GuardSize: math.MaxInt}, func() {}, ""},
		{kthread.Config{StackSize: math.MaxInt, GuardSize: math.MaxInt}, func() {}, "don't fit into the address space"},
		{kthread.Config{CPUs: []int{-1}}, func() {}, "Config.CPUs[0] is -1"},
		{kthread.Config{CPUs: []int{0, math.MaxInt}}, func() {}, "Config.CPUs[1]"},
		{kthread.Config{}, nil, "the body is nil"},
	} {
		_, err := kthread.Spawn(c.cfg, c.body)
		if !errors.Is(err, kthread.ErrInvalidConfig) && !errors.Is(err, kthread.ErrOutOfMemory) {
			t.Errorf("%+v: %v", c.cfg, err)
		} else if !strings.Contains(err.Error(), c.text) {
			t.Errorf("%+v: the error %q has no %q", c.cfg, err, c.text)
		}
	}
}

func TestSmallestStack(t *testing.T) {
	var ran int
	th := spawn(t, kthread.Config{StackSize: 8 << 10}, func() { ran = 1 })
	if err := th.Join(); err != nil || ran != 1 {
		t.Errorf("Join: %v, ran %d times", err, ran)
	}
}

// depth calls itself until the stack pointer is below limit.
//
//go:noinline
func depth(limit uintptr, n int) int {
	var local [32]byte
	if uintptr(unsafe.Pointer(&local)) < limit {
		return n
	}
	return depth(limit, n+1) + int(local[n&31])
}

func TestRecursionToJustAboveTheGuard(t *testing.T) {
	var n int
	th := spawn(t, kthread.Config{StackSize: 256 << 10}, func() {
		n = depth(kthread.Self().Layout().Stack.Addr+2048, 0)
	})
	if err := th.Join(); err != nil || n < 100 {
		t.Errorf("Join: %v, %d calls deep", err, n)
	}
}

// writable asks the kernel to write to an address.
func writable(addr uintptr) bool {
	_, _, e := unix.RawSyscall(unix.SYS_CLOCK_GETTIME, unix.CLOCK_MONOTONIC, addr, 0)
	return e == 0
}

func TestGuard(t *testing.T) {
	var end event
	th := spawn(t, kthread.Config{StackSize: 128 << 10, GuardSize: 100_000}, end.wait)
	l := th.Layout()
	if l.Guard.Size < 100_000 || l.Guard.Size%uintptr(unix.Getpagesize()) != 0 {
		t.Errorf("the guard has %d bytes", l.Guard.Size)
	}
	for _, a := range []uintptr{l.Guard.Addr, l.Guard.Addr + l.Guard.Size/2&^15, l.Guard.End() - 16} {
		if writable(a) {
			t.Errorf("the guard can be written to at %#x", a)
		}
	}
	if !writable(l.Stack.Addr) {
		t.Error("the stack's lowest bytes can't be written to")
	}
	if l.Guard.End() != l.Signals.Addr || l.Signals.End() != l.Stack.Addr || l.Stack.End() > l.TLS.Addr || l.TLS.End() > l.Instance.Addr || l.Stack.Size < 128<<10 {
		t.Errorf("the parts are not in order:\n%v", l)
	}
	end.set()
	th.Join()
}

func TestAffinity(t *testing.T) {
	takeCensus(t)
	var allowed unix.CPUSet
	if err := unix.SchedGetaffinity(0, &allowed); err != nil {
		t.Fatal(err)
	}
	cpu := 0
	for !allowed.IsSet(cpu) {
		cpu++
	}
	var got [128]uint64
	var n uintptr
	th := spawn(t, kthread.Config{StackSize: bigStack, CPUs: []int{cpu}}, func() {
		n, _, _ = unix.RawSyscall(unix.SYS_SCHED_GETAFFINITY, 0, unsafe.Sizeof(got), uintptr(unsafe.Pointer(&got)))
	})
	th.Join()
	var set unix.CPUSet
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&set)), unsafe.Sizeof(set)), unsafe.Slice((*byte)(unsafe.Pointer(&got)), n))
	if set.Count() != 1 || !set.IsSet(cpu) {
		t.Errorf("the body may run on %d CPUs, wanted CPU %d alone", set.Count(), cpu)
	}
	for _, bad := range [][]int{{1000}, {5000}, {100_000}, {cpu, 5000}} {
		_, err := kthread.Spawn(kthread.Config{StackSize: bigStack, CPUs: bad}, func() {})
		if !errors.Is(err, kthread.ErrSetup) || !errors.Is(err, unix.EINVAL) {
			t.Errorf("CPUs %v: %v", bad, err)
		}
	}
}

func TestPolicy(t *testing.T) {
	takeCensus(t)
	_, err := kthread.Spawn(kthread.Config{StackSize: bigStack, Sched: &kthread.SchedAttr{Policy: 999}}, func() {})
	if !errors.Is(err, kthread.ErrSetup) || !errors.Is(err, unix.EINVAL) {
		if errors.Is(err, unix.ENOSYS) {
			t.Skip("this emulator has no sched_setattr")
		}
		t.Errorf("policy 999: %v", err)
	}
	var policy uintptr
	th, err := kthread.Spawn(kthread.Config{StackSize: bigStack, Name: "fifo", Sched: &kthread.SchedAttr{Policy: unix.SCHED_FIFO, Priority: 1}}, func() {
		policy, _, _ = unix.RawSyscall(unix.SYS_SCHED_GETSCHEDULER, 0, 0, 0)
	})
	if errors.Is(err, unix.EPERM) {
		t.Skip("this user may not have real-time threads")
	}
	if err != nil {
		t.Fatal(err)
	}
	th.Join()
	if policy != unix.SCHED_FIFO {
		t.Errorf("the body's policy is %d, want SCHED_FIFO", policy)
	}
}

// TestStackLimit checks that RLIMIT_STACK, which is for stacks that the kernel
// grows, does not bind a thread's.
func TestStackLimit(t *testing.T) {
	var old unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_STACK, &old); err != nil {
		t.Fatal(err)
	}
	small := old
	small.Cur = min(old.Cur, 256<<10)
	if err := unix.Setrlimit(unix.RLIMIT_STACK, &small); err != nil {
		t.Fatal(err)
	}
	defer unix.Setrlimit(unix.RLIMIT_STACK, &old)
	const size = 4 << 20
	var reached int
	th := spawn(t, kthread.Config{StackSize: size}, func() {
		reached = depth(kthread.Self().Layout().Stack.Addr+8<<10, 0)
	})
	if err := th.Join(); err != nil || reached < 1000 {
		t.Errorf("Join: %v, the body came %d calls deep", err, reached)
	}
}
