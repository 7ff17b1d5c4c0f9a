package futex_test

import (
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/futex"
)

// TestSelftestWaitV is futex_waitv, and LTP's futex_waitv02 and 03: thirty
// words, private, and in memory that processes share; the last is woken.
func TestSelftestWaitV(t *testing.T) {
	need(t, futex.Features().WaitV, "futex_waitv")
	const words = 30
	m := sharedMemory(t, words*os.Getpagesize())
	var private [words]uint32
	onBoth(t, func(t *testing.T, k kind) {
		var list [words]futex.Waiter
		for _, s := range []futex.Scope{futex.Private, futex.Shared} {
			for i := range list {
				list[i] = futex.Waiter{Addr: &private[i], Scope: s}
				if s == futex.Shared {
					list[i].Addr = place[uint32](t, m, i*os.Getpagesize())
				}
			}
			var index, result int
			wait := k.start(t, func() {
				i, err := futex.WaitV(list[:], futex.Monotonic, futex.Deadline(time.Hour))
				for err == futex.ErrInterrupted {
					i, err = futex.WaitV(list[:], futex.Monotonic, futex.Deadline(time.Hour))
				}
				index, result = i, number(err)
			})
			last := list[words-1]
			untilWaiting(t, 1, s, last.Addr, 0)
			if n, err := s.Wake(last.Addr, 1); n != 1 || err != nil {
				t.Errorf("scope %d: Wake: %d, %v", s, n, err)
			}
			wait()
			if index != words-1 || result != 0 {
				t.Errorf("scope %d: index %d, %v", s, index, what(result))
			}
		}
	})
}

// TestSelftestWaitVErrors is the rest of futex_waitv, and LTP's futex_waitv01.
func TestSelftestWaitVErrors(t *testing.T) {
	need(t, futex.Features().WaitV, "futex_waitv")
	bad := badMemory(t)
	var pair [2]uint32
	good := futex.Waiter{Addr: &pair[0], Scope: futex.Private}
	with := func(w futex.Waiter) []futex.Waiter { return []futex.Waiter{good, w} }
	for _, c := range []struct {
		what     string
		list     []futex.Waiter
		deadline int64
		want     error
	}{
		{"a flag that there is not", with(futex.Waiter{Addr: &pair[0], Scope: 16}), futex.Forever, futex.ErrInvalid},
		{"words of 64 bits", with(futex.Waiter{Addr: &pair[0], Scope: 1}), futex.Forever, futex.ErrInvalid},
		{"an unaligned address", with(futex.Waiter{Addr: (*uint32)(unsafe.Add(unsafe.Pointer(&pair), 1))}), futex.Forever, futex.ErrInvalid},
		{"nil", with(futex.Waiter{Scope: futex.Private}), futex.Forever, futex.ErrFault},
		{"unmapped", with(futex.Waiter{Addr: bad.unmapped}), futex.Forever, futex.ErrFault},
		{"no list", nil, futex.Forever, futex.ErrTooMany},
		{"129 words", make([]futex.Waiter, futex.MaxWaiters+1), futex.Forever, futex.ErrTooMany},
		{"a negative time", with(good), -1, futex.ErrInvalid},
	} {
		if i, err := futex.WaitV(c.list, futex.Monotonic, c.deadline); i != -1 || err != c.want {
			t.Errorf("%s: %d, %v, want %v", c.what, i, err, c.want)
		}
	}
}

// numa is the flags of the NUMA tests.
const numa = futex.NUMA | futex.ThisProcess

// TestSelftestNUMAMemory is futex_numa_mpol up to the memory policy.
func TestSelftestNUMAMemory(t *testing.T) {
	need(t, futex.Features().NUMA, "FUTEX2_NUMA")
	page := os.Getpagesize()
	p := mapped(t, -1, 2*page, readWrite, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	protect := func(at, prot int) {
		t.Helper()
		if _, _, e := unix.Syscall(unix.SYS_MPROTECT, uintptr(p)+uintptr(at), uintptr(page), uintptr(prot)); e != 0 {
			t.Fatal(e)
		}
	}
	protect(page, unix.PROT_NONE)
	w := (*futex.NUMAWord)(p)
	wakes := func(t *testing.T, k kind) {
		t.Helper()
		const threads = 64
		var waits []func()
		var wrong atomic.Uint32
		for range threads {
			waits = append(waits, k.start(t, func() {
				err := futex.Wait2(&w.Word, 0, futex.AllBits, numa, futex.Monotonic, futex.Forever)
				for err == futex.ErrInterrupted {
					err = futex.Wait2(&w.Word, 0, futex.AllBits, numa, futex.Monotonic, futex.Forever)
				}
				if err != nil {
					wrong.Add(1)
				}
			}))
		}
		until(t, threads, func() (int, error) { return futex.Wake2(&w.Word, futex.AllBits, threads, numa) })
		for _, wait := range waits {
			wait()
		}
		if wrong.Load() != 0 {
			t.Errorf("%d waits failed", wrong.Load())
		}
	}
	refuses := func(what string, word unsafe.Pointer, want error) {
		t.Helper()
		addr := (*uint32)(word)
		if _, err := futex.Wake2(addr, futex.AllBits, 64, numa); err != want {
			t.Errorf("%s: Wake2: %v, want %v", what, err, want)
		}
		if err := futex.Wait2(addr, 0, futex.AllBits, numa, futex.Monotonic, futex.Forever); err != want {
			t.Errorf("%s: Wait2: %v, want %v", what, err, want)
		}
	}
	onBoth(t, func(t *testing.T, k kind) {
		w.Node = futex.AnyNode
		wakes(t, k)
		if w.Node == futex.AnyNode {
			t.Error("the kernel stored no node")
		}
	})
	refuses("misaligned", unsafe.Add(p, page-4), futex.ErrInvalid)
	refuses("no access", unsafe.Add(p, page), futex.ErrFault)
	w.Node = futex.AnyNode
	protect(0, unix.PROT_READ)
	refuses("the node can't be written", p, futex.ErrFault)
	protect(0, unix.PROT_NONE)
	refuses("no access any more", p, futex.ErrFault)
	protect(0, readWrite)
	onBoth(t, wakes)
	w.Node = 1 << 20
	refuses("no such node", p, futex.ErrInvalid)
}

// TestSelftestMPol is the rest of futex_numa_mpol: the node is that of the
// memory policy of the mapping.
func TestSelftestMPol(t *testing.T) {
	need(t, futex.Features().MPol, "FUTEX2_MPOL")
	const bind = 2 // MPOL_BIND
	page := uintptr(os.Getpagesize())
	tested := 0
	for node := range uint32(4) {
		p := mapped(t, -1, int(page), readWrite, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
		mask := [2]uintptr{1 << node}
		if _, _, e := unix.Syscall6(unix.SYS_MBIND, uintptr(p), page, bind, uintptr(unsafe.Pointer(&mask)), 32, 0); e != 0 {
			continue // no such node
		}
		if _, _, e := unix.Syscall6(unix.SYS_SET_MEMPOLICY_HOME_NODE, uintptr(p), page, uintptr(node), 0, 0, 0); e != 0 {
			t.Fatalf("set_mempolicy_home_node(%d): %v", node, e)
		}
		w := (*futex.NUMAWord)(p)
		w.Node = futex.AnyNode
		if n, err := futex.Wake2(&w.Word, futex.AllBits, 0, numa|futex.MPol); n != 0 || err != nil || w.Node != node {
			t.Errorf("node %d: %d, %v, the kernel stored %d", node, n, err, int32(w.Node))
		}
		tested++
	}
	if tested == 0 {
		t.Skip("no node of the machine can be bound to (mbind)")
	}
	t.Logf("%d nodes", tested)
}

// A numaLock is futex_numa's: bit 0 says locked, bit 12 that somebody waits.
type numaLock struct{ words futex.NUMAWord }

func (l *numaLock) word() *atomic.Uint32 { return (*atomic.Uint32)(unsafe.Pointer(&l.words.Word)) }

func (l *numaLock) lock() {
	const locked, waits = 1, 1 << 12
	for w := l.word(); ; {
		v := w.Load()
		if v&locked == 0 {
			if w.CompareAndSwap(v, v|locked) {
				return
			}
			continue
		}
		if v&waits != 0 || w.CompareAndSwap(v, v|waits) {
			futex.Wait2(&l.words.Word, v|waits, futex.AllBits, numa, futex.Monotonic, futex.Forever)
		}
	}
}

func (l *numaLock) unlock() {
	if l.word().Swap(0) != 1 {
		futex.Wake2(&l.words.Word, futex.AllBits, 1<<30, numa)
	}
}

// TestSelftestNUMALock is futex_numa: threads exclude each other by a lock of
// NUMA words, while others wait for a value that it never has.
func TestSelftestNUMALock(t *testing.T) {
	need(t, futex.Features().NUMA, "FUTEX2_NUMA")
	onBoth(t, func(t *testing.T, k kind) {
		const threads, rounds = 4, 2000
		l := &numaLock{futex.NUMAWord{Node: futex.AnyNode}}
		var a, b, differ int
		var done atomic.Uint32
		var waits []func()
		for range threads {
			waits = append(waits, k.start(t, func() {
				for range rounds {
					l.lock()
					if a != b {
						differ++
					}
					a++
					b++
					l.unlock()
				}
			}))
		}
		contender := k.start(t, func() {
			for done.Load() == 0 {
				futex.Wait2(&l.words.Word, futex.AllBits, futex.AllBits, numa, futex.Monotonic, futex.Forever)
			}
		})
		for _, wait := range waits {
			wait()
		}
		done.Store(1)
		contender()
		if a != threads*rounds || differ != 0 {
			t.Errorf("%d, want %d; %d times not excluded", a, threads*rounds, differ)
		}
	})
}

// TestSelftestPrivateHash is futex_priv_hash, in a process of its own: what it
// sets can't be undone. Words work with any size of the process's table.
func TestSelftestPrivateHash(t *testing.T) {
	slots := func() int {
		n, err := futex.HashSlots()
		if err != nil {
			return -1
		}
		return n
	}
	setTo := func(n int) bool {
		err := futex.SetHashSlots(n)
		if err != nil && err != futex.ErrInvalid && err != futex.ErrMemory {
			t.Errorf("%d slots: %v", n, err)
		}
		return err == nil
	}
	if os.Getenv("FUTEX_CHILD") == "" {
		if _, err := futex.HashSlots(); err != nil {
			if err != futex.ErrUnsupported || futex.SetHashSlots(16) != futex.ErrUnsupported {
				t.Errorf("%v", err)
			}
			t.Skip("this kernel or emulator has no PR_FUTEX_HASH (Linux 6.16)")
		}
		cmd := child(t, "TestSelftestPrivateHash", nil, "FUTEX_CHILD=1")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	if slots() <= 0 {
		t.Errorf("%d slots in a process with threads", slots())
	}
	var word, woken atomic.Uint32
	wait := kinds[1].sleepers(t, 8, &word, &woken, futex.AllBits)
	untilWaiting(t, 8, futex.Private, addr(&word), 0)
	for _, n := range []int{2, 4, 8, 32, 16} {
		if !setTo(n) || slots() != n {
			t.Errorf("%d slots set, %d there", n, slots())
		}
		if got := waiting(t, futex.Private, addr(&word), 0); got != 8 {
			t.Errorf("with %d slots %d of 8 waiters are found", n, got)
		}
	}
	for _, n := range []int{15, 1 << 29, -2} {
		if setTo(n) {
			t.Errorf("%d slots could be set", n)
		}
	}
	if !setTo(2) {
		t.Error("2 slots can't be set")
	}
	for range 64 {
		kinds[1].run(t, func() {})
	}
	if n := slots(); n != 2 {
		t.Errorf("%d slots after more threads: what was set must stay", n)
	}
	if !setTo(0) {
		t.Error("the global table can't be asked for")
	}
	for _, n := range []int{4, 8, 0, 6} {
		if setTo(n) {
			t.Errorf("%d slots could be set after the global table", n)
		}
	}
	until(t, 8, func() (int, error) { return futex.Wake(addr(&word), 8) })
	wait()
	if n := slots(); n != 0 {
		t.Errorf("%d slots, want 0 for the global table", n)
	}
}
