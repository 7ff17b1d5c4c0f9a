package futex_test

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"rawthread/futex"
	"rawthread/kthread"
)

// stressFlag makes the stress tests run for longer, in all, and report each
// second what they did. Without it each runs for a second.
var stressFlag = flag.Duration("futex.stress", 0, "how long the stress tests run together, with a report each second")

// during calls act again and again for as long as a stress test runs, each
// second saying how far it is.
func (b *bench) during(t *testing.T, act func()) {
	whole := time.Second
	if *stressFlag > 0 {
		whole = *stressFlag / 3 // there are three of them
	}
	start, shown := time.Now(), 0
	for since := time.Duration(0); since < whole; since = time.Since(start) {
		act()
		if s := int(since / time.Second); *stressFlag > 0 && s > shown {
			shown = s
			fmt.Fprintf(os.Stderr, "%s: %d of %d s, %d operations, %d deaths\n", t.Name(), s, int(whole/time.Second), b.sum(), b.dead.Load())
		}
	}
}

// leaks fails the test if it leaves descriptors, raw threads or mappings. The Go
// runtime makes some mappings as it goes.
func leaks(t *testing.T) {
	t.Helper()
	count := func() (fds, threads, maps int) {
		runtime.GC()
		text, err := os.ReadFile("/proc/self/maps")
		if err != nil {
			t.Fatal(err)
		}
		return openFDs(t), len(kthread.Threads()), strings.Count(string(text), "\n")
	}
	fds, threads, maps := count()
	t.Cleanup(func() {
		var fds2, threads2, maps2 int
		for range 100 { // what ends by itself is given time to
			if fds2, threads2, maps2 = count(); fds2 <= fds && threads2 <= threads && maps2 < maps+24 {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Errorf("left: %d descriptors, before %d; %d raw threads, before %d; %d mappings, before %d", fds2, fds, threads2, threads, maps2, maps)
	})
}

// TestStressMixed has goroutines and raw threads do everything at once, while
// threads die that hold the robust lock.
func TestStressMixed(t *testing.T) {
	leaks(t)
	b := new(bench)
	b.arena.semaphore().Release(2)
	var waits []func()
	for id := range b.ops {
		waits = append(waits, startWorker(t, id%2 == 1, func() { b.run(id, uint32(id)+1) }))
	}
	robust := b.arena.private.robust.TryLock()
	if robust == nil || robust == futex.ErrOwnerDied {
		b.arena.private.robust.Unlock()
	}
	b.during(t, func() {
		if robust == futex.ErrUnsupported || robust == futex.ErrForeignList {
			time.Sleep(10 * time.Millisecond)
			return
		}
		startWorker(t, true, func() {
			err := b.arena.private.robust.Lock()
			if err == futex.ErrOwnerDied {
				b.told.Add(1)
				b.arena.private.robust.Consistent()
			}
			b.dead.Add(1)
		})()
	})
	b.stop.Store(1)
	for _, wait := range waits {
		wait()
	}
	if b.dead.Load() > 0 {
		if b.arena.private.robust.Lock() == futex.ErrOwnerDied {
			b.told.Add(1)
			b.arena.private.robust.Consistent()
		}
		b.arena.private.robust.Unlock()
	}
	if b.told.Load() != b.dead.Load() {
		t.Errorf("%d owners died, %d deaths were told", b.dead.Load(), b.told.Load())
	}
	b.holds(t)
}
