package kthread_test

import (
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"rawthread/kthread"
	"rawthread/tls"
)

// TestMain can run all tests without the cache of regions.
func TestMain(m *testing.M) {
	if os.Getenv("RAWTHREAD_CACHE") == "off" {
		kthread.SetCacheLimit(0)
	}
	os.Exit(m.Run())
}

// withCache gives a test a cache of its own size.
func withCache(t *testing.T, bytes int) {
	t.Helper()
	old := kthread.SetCacheLimit(bytes)
	kthread.TrimCache()
	t.Cleanup(func() {
		kthread.SetCacheLimit(old)
		kthread.TrimCache()
	})
}

var small = kthread.Config{StackSize: 128 << 10}

// regionOf runs body on a thread to its end, and returns where it was.
func regionOf(t *testing.T, cfg kthread.Config, body func()) kthread.Layout {
	t.Helper()
	th := spawn(t, cfg, body)
	l := th.Layout()
	if cfg.Detached {
		for kthread.CachedBytes() < int(l.Size()) {
			kthread.Yield()
		}
		return l
	}
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestCacheReuse(t *testing.T) {
	withCache(t, 8<<20)
	for _, detached := range []bool{false, true} {
		cfg := small
		cfg.Detached = detached
		first := regionOf(t, cfg, func() {})
		reused := false
		for range 1000 { // the kernel may not have stored yet that a detached one is gone
			p, err := kthread.Prepare(small, func() {})
			if err != nil {
				t.Fatal(err)
			}
			defer p.Release() // held, so that the cache has no other
			if reused = p.Layout() == first; reused {
				break
			}
			kthread.Yield()
		}
		if !reused {
			t.Errorf("detached %v: no other thread got the region", detached)
		}
		kthread.TrimCache()
	}
	a := regionOf(t, small, func() {})
	other := small
	other.StackSize *= 2
	if b := regionOf(t, other, func() {}); b == a || b.Stack.Size < 256<<10 {
		t.Errorf("a thread of another shape: %v", b)
	}
	if n := kthread.CachedBytes(); n < int(a.Size()) {
		t.Errorf("%d bytes are kept", n)
	}
}

var cacheVar = tls.NewVar[[64]uint64]()

const secret = 0x5ec4e75ec4e7

// write leaves secrets on depth pages of the stack, and in TLS.
//
//go:noinline
func write(depth int) uint64 {
	var page [512]uint64
	for i := range page {
		page[i] = secret
	}
	if depth > 0 {
		return write(depth-1) + page[depth]
	}
	for i := range cacheVar.Ptr() {
		cacheVar.Ptr()[i] = secret
	}
	return page[0]
}

// writeFlat leaves secrets on its own frame and in TLS, without recursion: the
// check of the body knows how deep it gets.
//
//go:noinline
func writeFlat() uint64 {
	var room [700]uint64
	return fill(room[:])
}

// writeFar is writeFlat with a frame that is not cleared by hand.
//
//go:noinline
func writeFar() uint64 {
	var room [7000]uint64
	return fill(room[:])
}

//go:noinline
func fill(room []uint64) uint64 {
	for i := range room {
		room[i] = secret
	}
	for i := range cacheVar.Ptr() {
		cacheVar.Ptr()[i] = secret
	}
	return room[len(room)/2]
}

// found counts secrets in the region of the calling thread: it reads all of the
// stack below its own frame, its per-thread variables and the pages above.
//
//go:noinline
func found(l kthread.Layout) (n int) {
	var here uint64
	for a := l.Stack.Addr; a < l.Instance.Addr; a += 8 {
		if a <= uintptr(unsafe.Pointer(&here))-256 || a >= l.TLS.Addr {
			if **(**uint64)(unsafe.Pointer(&a)) == secret {
				n++
			}
		}
	}
	return n
}

// TestCacheWipes looks for what a thread left in the region that another gets.
func TestCacheWipes(t *testing.T) {
	withCache(t, 8<<20)
	var sum uint64
	for _, c := range []struct {
		name  string
		leave func()
		known bool // how deep it gets
	}{
		{"a page", func() { sum = write(0) }, false},
		{"2 pages", func() { sum = write(1) }, false},
		{"4 pages", func() { sum = write(3) }, false},
		{"26 pages", func() { sum = write(25) }, false},
		{"a frame", func() { sum = writeFlat() }, true},
		{"a large frame", func() { sum = writeFar() }, true},
	} {
		for _, detached := range []bool{false, true} {
			cfg := small
			cfg.Detached = detached
			var reused bool
			for !reused {
				kthread.TrimCache()
				first := regionOf(t, cfg, c.leave)
				var left int
				th := spawn(t, small, func() { left = found(kthread.Self().Layout()) })
				l := th.Layout()
				if err := th.Join(); err != nil {
					t.Fatal(err)
				}
				reused = l == first
				if left != 0 {
					t.Fatalf("%s, detached %v: %d words of the thread before", c.name, detached, left)
				}
			}
			th, err := kthread.Prepare(small, c.leave)
			if err != nil {
				t.Fatal(err)
			}
			if r := kthread.Reach(th); (r != 0) != c.known {
				t.Errorf("%s: the stack is taken to be %d bytes deep", c.name, r)
			}
			th.Release()
			if sum == 0 {
				t.Error("nothing was written")
			}
		}
	}
}

func TestCacheLimit(t *testing.T) {
	withCache(t, 1<<20)
	var all []*kthread.Thread
	for range 20 {
		all = append(all, spawn(t, small, func() {}))
	}
	for _, th := range all {
		if err := th.Join(); err != nil {
			t.Fatal(err)
		}
	}
	if n := kthread.CachedBytes(); n > 1<<20 || n < 1<<19 {
		t.Errorf("%d bytes are kept of 1 MiB", n)
	}
	large := small
	large.StackSize = 600 << 10
	before := kthread.CachedBytes()
	regionOf(t, large, func() {})
	if n := kthread.CachedBytes(); n != before {
		t.Errorf("a region of more than half of the limit was kept: %d, %d", before, n)
	}
	if old := kthread.SetCacheLimit(0); old != 1<<20 || kthread.CachedBytes() != 0 {
		t.Errorf("limit 0: was %d, %d bytes are kept", old, kthread.CachedBytes())
	}
	regionOf(t, small, func() {})
	if n := kthread.CachedBytes(); n != 0 {
		t.Errorf("without a cache %d bytes are kept", n)
	}
}

// TestCacheIdle wants what nobody takes to be given back.
func TestCacheIdle(t *testing.T) {
	withCache(t, 8<<20)
	regionOf(t, small, func() {})
	if kthread.CachedBytes() == 0 {
		t.Fatal("nothing is kept")
	}
	for kthread.CachedBytes() != 0 { // a test's time limit ends it
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
}

// TestCacheCrowd has many take and fill at once, from both kinds of thread,
// joined and detached.
func TestCacheCrowd(t *testing.T) {
	withCache(t, 4<<20)
	takeCensus(t)
	var ran, started atomic.Uint64
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range max(churnCount()/100, 50) {
				cfg := small
				cfg.StackSize <<= (g + i) % 3
				cfg.Detached = i%3 == 0
				th, err := kthread.Spawn(cfg, func() { ran.Add(1) })
				if err != nil {
					t.Error(err)
					return
				}
				started.Add(1)
				if cfg.Detached {
					continue
				}
				if i%3 == 1 { // joined by a raw thread
					joiner, err := kthread.Spawn(small, func() { th.Join() })
					if err != nil {
						t.Error(err)
						return
					}
					joiner.Join()
					continue
				}
				if err := th.Join(); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	wg.Wait()
	for ran.Load() < started.Load() {
		kthread.Yield()
	}
	if n := kthread.CachedBytes(); n > 4<<20 {
		t.Errorf("%d bytes are kept", n)
	}
}
