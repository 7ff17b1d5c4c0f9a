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

// bad is memory that words can't be in.
type bad struct{ unmapped, none, readOnly *uint32 }

func badMemory(t *testing.T) bad {
	t.Helper()
	page := os.Getpagesize()
	const anonymous = unix.MAP_PRIVATE | unix.MAP_ANONYMOUS
	return bad{
		// Below vm.mmap_min_addr nothing ever is; what was mapped once may be again.
		unmapped: (*uint32)(unsafe.Add(nil, 8192)),
		none:     (*uint32)(mapped(t, -1, page, unix.PROT_NONE, anonymous)),
		readOnly: (*uint32)(mapped(t, -1, page, unix.PROT_READ, anonymous)),
	}
}

// TestLTPFaults is futex_wait06 and futex_wake05.
func TestLTPFaults(t *testing.T) {
	bad := badMemory(t)
	onBoth(t, func(t *testing.T, k kind) {
		for _, c := range []struct {
			what string
			word *uint32
		}{{"unmapped", bad.unmapped}, {"no access", bad.none}, {"nil", nil}} {
			var private, shared, wake int
			k.run(t, func() {
				private = number(futex.Private.Wait(c.word, 0))
				shared = number(futex.Shared.Wait(c.word, 0))
				_, err := futex.Shared.Wake(c.word, 1)
				wake = number(err)
			})
			for call, got := range map[string]int{"Private.Wait": private, "Shared.Wait": shared, "Shared.Wake": wake} {
				if what(got) != futex.ErrFault || got < 0 {
					t.Errorf("%s: %s: %v", c.what, call, what(got))
				}
			}
		}
	})
}

// TestLTPInterrupted is futex_wait07: a signal ends a wait that has a deadline.
// Raw threads block signals for life.
func TestLTPInterrupted(t *testing.T) {
	var word, tid atomic.Uint32
	var result, plain int
	wait := kinds[0].locked(t, func() {
		tid.Store(futex.ThreadID())
		result = number(futex.WaitTimeout(addr(&word), 0, time.Hour))
		tid.Store(0)
		for word.Load() == 0 {
			plain = number(futex.Wait(addr(&word), 0)) // goes on after handlers with SA_RESTART, which Go's are
		}
	})
	for tid.Load() == 0 {
		pass()
	}
	untilWaiting(t, 1, futex.Private, addr(&word), 0)
	for who := int(tid.Load()); tid.Load() != 0; pass() {
		if err := unix.Tgkill(os.Getpid(), who, unix.SIGURG); err != nil {
			t.Fatal(err)
		}
	}
	word.Store(1)
	futex.Wake(addr(&word), 1)
	wait()
	if what(result) != futex.ErrInterrupted {
		t.Errorf("a signal during WaitTimeout: %v", what(result))
	}
	if plain != 0 && what(plain) != futex.ErrInterrupted && what(plain) != futex.ErrChanged {
		t.Errorf("Wait: %v", what(plain))
	}
}

// TestLTPWake is futex_wake01 and 02: nobody to wake; 55 threads, of which 1, 2,
// ... 10 are woken.
func TestLTPWake(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		var word, woken atomic.Uint32
		for _, s := range []futex.Scope{futex.Private, futex.Shared} {
			for _, n := range []int{-1, 0, 1, 1<<31 - 1} {
				if got, err := s.Wake(addr(&word), n); got != 0 || err != nil {
					t.Errorf("scope %d: Wake(%d) without waiters: %d, %v", s, n, got, err)
				}
			}
		}
		const threads = 55
		wait := k.sleepers(t, threads, &word, &woken, futex.AllBits)
		total := 0
		for n := 1; n <= 10; n++ {
			untilWaiting(t, threads-total, futex.Private, addr(&word), 0)
			got, err := futex.Wake(addr(&word), n)
			if got != n && (k.raw || got > n) || err != nil {
				t.Fatalf("Wake(%d): %d, %v", n, got, err)
			}
			until(t, n-got, func() (int, error) { return futex.Wake(addr(&word), 1) })
			total += n
			for woken.Load() < uint32(total) {
				pass()
			}
			if woken.Load() != uint32(total) {
				t.Fatalf("%d woken, want %d", woken.Load(), total)
			}
		}
		if n, err := futex.Wake(addr(&word), 1); n != 0 || err != nil {
			t.Errorf("none was left, and Wake found %d, %v", n, err)
		}
		wait()
	})
}

// TestLTPWakeProcesses is futex_wait02 and futex_wake03: processes wait, each
// with both kinds of thread.
func TestLTPWakeProcesses(t *testing.T) {
	type page struct{ word, woken atomic.Uint32 }
	if os.Getenv("FUTEX_CHILD") != "" {
		m, err := futex.OpenSharedMemory(3)
		if err != nil {
			t.Fatal(err)
		}
		p := place[page](t, m, 0)
		var waits []func()
		for _, k := range kinds {
			waits = append(waits, k.start(t, func() {
				for futex.Shared.Wait(addr(&p.word), 0) == futex.ErrInterrupted {
				}
				p.woken.Add(1)
			}))
		}
		for _, wait := range waits {
			wait()
		}
		return
	}
	m := sharedMemory(t, 4096)
	p := place[page](t, m, 0)
	const children = 3
	ended := make(chan error, children)
	var out [children]strings.Builder
	for i := range out {
		cmd := child(t, "TestLTPWakeProcesses", []*os.File{shareWith(t, m)}, "FUTEX_CHILD=1")
		cmd.Stdout, cmd.Stderr = &out[i], &out[i]
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() { ended <- cmd.Wait() }()
	}
	all := 2 * children
	for waiting(t, futex.Shared, addr(&p.word), 0) < all {
		select {
		case err := <-ended:
			t.Fatalf("a child ended before it was woken: %v\n%s%s%s", err, out[0].String(), out[1].String(), out[2].String())
		case <-time.After(time.Millisecond):
		}
	}
	for n := 1; n <= all; n++ {
		until(t, 1, func() (int, error) { return futex.Shared.Wake(addr(&p.word), 1) })
		for p.woken.Load() < uint32(n) {
			pass()
		}
	}
	for range children {
		if err := <-ended; err != nil {
			t.Errorf("a child: %v\n%s%s%s", err, out[0].String(), out[1].String(), out[2].String())
		}
	}
	if n := p.woken.Load(); n != uint32(all) {
		t.Errorf("%d woken, want %d", n, all)
	}
}

// TestLTPHugePage is futex_wake04: words at the same place in different small
// pages of a huge one are different words.
func TestLTPHugePage(t *testing.T) {
	const size = 2 << 20
	p, err := unix.MmapPtr(-1, 0, nil, size, readWrite, unix.MAP_SHARED|unix.MAP_ANONYMOUS|unix.MAP_HUGETLB)
	if err != nil {
		t.Skipf("no huge page to map (vm.nr_hugepages): %v", err)
	}
	defer unix.MunmapPtr(p, size)
	first := (*atomic.Uint32)(p)
	second := (*atomic.Uint32)(unsafe.Add(p, os.Getpagesize()))
	onBoth(t, func(t *testing.T, k kind) {
		var results [2]int
		var waits [2]func()
		for i, w := range []*atomic.Uint32{first, second} {
			waits[i] = k.start(t, func() {
				err := futex.Shared.Wait(addr(w), 0)
				for err == futex.ErrInterrupted {
					err = futex.Shared.Wait(addr(w), 0)
				}
				results[i] = number(err)
			})
			untilWaiting(t, 1, futex.Shared, addr(w), 0)
		}
		for i, w := range []*atomic.Uint32{second, first} {
			if n, err := futex.Shared.Wake(addr(w), 9); n != 1 || err != nil {
				t.Errorf("%d woken, %v", n, err)
			}
			waits[1-i]()
		}
		if results != [2]int{} {
			t.Errorf("waits: %v", results)
		}
	})
}
