package futex_test

import (
	"math"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/futex"
)

// The kernel's selftests (tools/testing/selftests/futex/functional) and LTP's
// (testcases/kernel/syscalls/futex), written anew; docs/futex.md has the table.

// waiting counts those who wait at a word that holds val: it moves them from
// the word to the same word.
func waiting(t *testing.T, s futex.Scope, word *uint32, val uint32) int {
	t.Helper()
	n, err := s.CmpRequeue(word, val, 0, math.MaxInt32, word)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// untilWaiting waits until n threads wait at a word that holds val.
func untilWaiting(t *testing.T, n int, s futex.Scope, word *uint32, val uint32) {
	t.Helper()
	for waiting(t, s, word, val) < n {
		pass()
	}
}

// mapped maps memory until the test ends, and returns its address.
func mapped(t *testing.T, fd, size, prot, flags int) unsafe.Pointer {
	t.Helper()
	p, err := unix.MmapPtr(fd, 0, nil, uintptr(size), prot, flags)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.MunmapPtr(p, uintptr(size)) })
	return p
}

// filled returns an open file of one page, all zero.
func filled(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "words"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if err := f.Truncate(int64(os.Getpagesize())); err != nil {
		t.Fatal(err)
	}
	return f
}

const readWrite = unix.PROT_READ | unix.PROT_WRITE

// oneWoken has one thread wait at a word that holds val, changes it to next, and
// wants one wake to find it.
func oneWoken(t *testing.T, k kind, s futex.Scope, word *uint32, val, next uint32) {
	t.Helper()
	var result int
	wait := k.start(t, func() {
		err := s.Wait(word, val)
		for err == futex.ErrInterrupted && atomic.LoadUint32(word) == val {
			err = s.Wait(word, val)
		}
		result = number(err)
	})
	untilWaiting(t, 1, s, word, val)
	atomic.StoreUint32(word, next)
	if n, err := s.Wake(word, 1); n != 1 || err != nil {
		t.Errorf("Wake: %d, %v, want 1", n, err)
	}
	wait()
	if result != 0 {
		t.Errorf("Wait: %v", what(result))
	}
}

// TestSelftestWait is futex_wait: words of each kind of memory.
func TestSelftestWait(t *testing.T) {
	page := os.Getpagesize()
	var word uint32
	memories := map[string]struct {
		scope futex.Scope
		word  *uint32
	}{
		"private_futex": {futex.Private, &word},
		"anon_page":     {futex.Shared, (*uint32)(mapped(t, -1, page, readWrite, unix.MAP_SHARED|unix.MAP_ANONYMOUS))},
		"file_backed":   {futex.Shared, (*uint32)(mapped(t, int(filled(t).Fd()), page, readWrite, unix.MAP_SHARED))},
		"memfd":         {futex.Shared, place[uint32](t, sharedMemory(t, 4), 0)},
		"shared_heap":   {futex.Shared, new(uint32)},
	}
	onBoth(t, func(t *testing.T, k kind) {
		for name, m := range memories {
			t.Run(name, func(t *testing.T) { oneWoken(t, k, m.scope, m.word, 0, 0) })
		}
	})
}

// TestSelftestPrivateMappedFile is futex_wait_private_mapped_file: a page of a
// private mapping of a file becomes an anonymous one when it is written to; the
// kernel makes it one when somebody waits there.
func TestSelftestPrivateMappedFile(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		page := os.Getpagesize()
		word := (*uint32)(mapped(t, int(filled(t).Fd()), page, readWrite, unix.MAP_PRIVATE))
		oneWoken(t, k, futex.Shared, word, 0, 2)
	})
}

// TestSelftestZeroPage is futex_wait_uninitialized_heap, and LTP's
// futex_wait04: memory that nobody touched holds 0.
func TestSelftestZeroPage(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		for _, s := range []futex.Scope{futex.Private, futex.Shared} {
			word := (*uint32)(mapped(t, -1, os.Getpagesize(), readWrite, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS))
			var result int
			k.run(t, func() { result = number(s.Wait(word, 1)) })
			if what(result) != futex.ErrChanged {
				t.Errorf("scope %d: %v", s, what(result))
			}
		}
	})
}

// TestSelftestWouldBlock is futex_wait_wouldblock.
func TestSelftestWouldBlock(t *testing.T) {
	onBoth(t, func(t *testing.T, k kind) {
		for _, s := range []futex.Scope{futex.Private, futex.Shared} {
			var word uint32
			var plain, timed int
			many := int(-2)
			k.run(t, func() {
				plain = number(s.Wait(&word, 1))
				timed = number(s.WaitTimeout(&word, 1, time.Hour))
				list := [1]futex.Waiter{{Addr: &word, Val: 1, Scope: s}}
				_, err := futex.WaitV(list[:], futex.Monotonic, futex.Deadline(time.Hour))
				many = number(err)
			})
			if what(plain) != futex.ErrChanged || what(timed) != futex.ErrChanged {
				t.Errorf("scope %d: Wait: %v, WaitTimeout: %v", s, what(plain), what(timed))
			}
			if want := orUnsupported(futex.ErrChanged, futex.Features().WaitV); what(many) != want {
				t.Errorf("scope %d: WaitV: %v, want %v", s, what(many), want)
			}
		}
	})
}

// orUnsupported is the error of a call where the kernel has it.
func orUnsupported(err error, have bool) error {
	if !have {
		return futex.ErrUnsupported
	}
	return err
}

// TestSelftestTimeout is futex_wait_timeout, LTP's futex_wait01, futex_wait05,
// futex_wait_bitset01 and 02: no wait ends before its time.
func TestSelftestTimeout(t *testing.T) {
	const d = 2 * time.Millisecond
	f := futex.Features()
	onBoth(t, func(t *testing.T, k kind) {
		for _, s := range []futex.Scope{futex.Private, futex.Shared} {
			var word, lock uint32
			const calls = 8
			var results [calls]int
			var early [calls]bool
			k.locked(t, func() {
				lists := [1]futex.Waiter{{Addr: &word, Scope: s}}
				for i := range calls {
					c := futex.Clock(i%2) * futex.Realtime
					deadline := c.Now() + int64(d)
					var err error = futex.ErrInterrupted
					for err == futex.ErrInterrupted {
						switch i {
						case 0, 1:
							err = s.WaitUntil(&word, 0, c, deadline)
						case 2, 3:
							err = s.WaitBits(&word, 0, 1, c, deadline)
						case 4, 5:
							_, err = futex.WaitV(lists[:], c, deadline)
						case 6, 7:
							err = s.WaitRequeuePI(&word, 0, c, deadline, &lock)
						}
					}
					results[i] = number(err)
					early[i] = err == futex.ErrTimeout && c.Now() < deadline
				}
			})()
			for i, r := range results {
				want := orUnsupported(futex.ErrTimeout, i < 4 || i < 6 && f.WaitV || i >= 6 && f.RequeuePI)
				if what(r) != want || early[i] {
					t.Errorf("scope %d, call %d: %v, want %v; before its time: %v", s, i, what(r), want, early[i])
				}
			}
		}
	})
}
