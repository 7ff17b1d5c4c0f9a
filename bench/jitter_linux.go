package bench

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"rawthread/futex"
	"rawthread/kthread"
)

// spin is how long the loop works whose pauses are looked at.
const spin = 10_000 // nanoseconds

var spun atomic.Uint64 // so that the work is done

// stepsFor finds how many steps of work take so many nanoseconds.
func stepsFor(ns int64) int {
	const probe = 10_000
	best := int64(1) << 62
	for range 200 {
		start := futex.Monotonic.Now()
		spun.Store(work(seed, probe))
		best = min(best, futex.Monotonic.Now()-start)
	}
	return int(ns * probe / max(1, best))
}

// spins is the loop: it notes how long each spin took.
func spins(samples []int64) {
	steps := stepsFor(spin)
	for i := range samples {
		start := futex.Monotonic.Now()
		spun.Store(work(seed, steps))
		samples[i] = futex.Monotonic.Now() - start
	}
}

// serveJitter has a thread of a kind spin n times while goroutines of the same
// process allocate, and writes how long each spin took.
func serveJitter(kind, n string) error {
	count, err := strconv.Atoi(n)
	if err != nil {
		return err
	}
	samples := make([]int64, count)
	for i := range samples { // so that its pages are there
		samples[i] = 1
	}
	if err := load(); err != nil {
		return err
	}
	switch kind {
	case "kthread":
		th, err := kthread.Spawn(kthread.Config{}, func() { spins(samples) })
		if err != nil {
			return err
		}
		if err := th.Join(); err != nil {
			return err
		}
	case "locked-goroutine":
		done := make(chan struct{})
		go func() {
			runtime.LockOSThread()
			spins(samples)
			close(done)
		}()
		<-done
	default:
		return fmt.Errorf("no thread of kind %q", kind)
	}
	out := bufio.NewWriter(os.Stdout)
	for _, s := range samples {
		fmt.Fprintln(out, s)
	}
	return out.Flush()
}

// serveLoad allocates until its input ends.
func serveLoad() error {
	if err := load(); err != nil {
		return err
	}
	fmt.Println("ready")
	bufio.NewScanner(os.Stdin).Scan()
	return nil
}

// A node is what the load allocates: the collector has to follow it.
type node struct {
	next *node
	_    [3]uint64
}

// The heap of a goroutine of the load has so many slots at the most, and for each
// about so many bytes: 72 MB.
const (
	mostSlots    = 1 << 20
	bytesPerSlot = 72
)

// load starts the load, which does not end: goroutines, one less than there are
// CPUs and at least one, that replace what a heap has, with a collection whenever
// it grew by a tenth. It returns when collections run. The heaps take a quarter of
// the available memory at the most: collections may be late on a slow machine.
func load() error {
	available, err := sumOf("/proc/meminfo", "MemAvailable")
	if err != nil {
		return err
	}
	debug.SetGCPercent(10)
	goroutines := max(1, runtime.NumCPU()-1)
	slots := max(1, min(mostSlots, int(available*1024/4/bytesPerSlot)/goroutines))
	for range goroutines {
		heap := make([]*node, slots)
		go func() {
			for x := uint64(seed); ; x = work(x, 1) {
				heap[x%uint64(len(heap))] = &node{next: &node{}}
			}
		}()
	}
	var m runtime.MemStats
	for m.NumGC < 5 {
		time.Sleep(10 * time.Millisecond)
		runtime.ReadMemStats(&m)
	}
	return nil
}
