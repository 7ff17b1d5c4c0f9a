package futex_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rawthread/futex"
	"rawthread/kthread"
)

// stressFlag makes the stress tests run for longer, in all, and report each
// second what they did. Without it each runs for a second.
var stressFlag = flag.Duration("futex.stress", 0, "how long the stress tests run together, with a report each second")

// A bench is what the workers of a stress test share, in Go memory or in memory
// that two processes map: one primitive of each kind with what it protects.
type bench struct {
	stop atomic.Uint32
	ops  [2 * workers]counter // each its worker's own
	dead atomic.Int64         // owners that died with the robust lock
	told atomic.Int64         // ErrOwnerDied got

	arena arena
	added [kindsOfWork]int64 // under the primitive of the kind, and sum of done
}

// A counter has a cache line of its own.
type counter struct {
	done     [kindsOfWork]int64 // what the worker did
	timeouts int64
	begun    atomic.Int64
	_        [6]int64
}

const (
	workOnMutex = iota
	workOnRW
	workOnReaderRW
	workOnRobust
	workOnPI
	workOnPut
	workOnTake
	workOnSemaphore
	kindsOfWork
)

// run does random work until it is told to stop.
func (b *bench) run(id int, seed uint32) {
	a, c := &b.arena, &b.ops[id]
	x := seed*2654435761 | 1
	for b.stop.Load() == 0 {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		b.step(a, c, x)
		c.begun.Store(1)
	}
}

// step does one thing by a random way to lock; what times out is not done.
func (b *bench) step(a *arena, c *counter, x uint32) {
	work, how := int(x>>8)%kindsOfWork, x>>16%4
	short := time.Duration(x>>20%64) * time.Microsecond
	switch work {
	case workOnMutex:
		if !lockBy(a.locker(), how, short, c) {
			return
		}
		b.added[work]++
		a.locker().Unlock()
	case workOnRW, workOnReaderRW:
		rw, l := a.rwLocker(work == workOnReaderRW)
		if x>>26%4 != 0 {
			rw.RLock()
			a.expect(b.added[work] >= 0)
			rw.RUnlock()
			return
		}
		if !lockBy(l, how, short, c) {
			return
		}
		b.added[work]++
		l.Unlock()
	case workOnRobust, workOnPI:
		l := a.robust()
		if work == workOnPI {
			l = a.pi()
		}
		err := l.LockTimeout(time.Hour)
		if how == 1 {
			if err == nil || err == futex.ErrOwnerDied {
				b.repair(a, err)
				l.Unlock()
			}
			err = l.LockTimeout(short)
		}
		if err != nil && err != futex.ErrOwnerDied {
			c.timeouts++
			return
		}
		b.repair(a, err)
		b.added[work]++
		l.Unlock()
	case workOnPut, workOnTake:
		if !b.pass(a, work, how, c) {
			return
		}
	case workOnSemaphore:
		s := a.semaphore()
		switch {
		case how == 0:
			s.Acquire()
		case s.AcquireTimeout(short) != nil:
			c.timeouts++
			return
		}
		a.expect(a.inside.Add(1) <= 2)
		a.inside.Add(-1)
		s.Release(1)
	}
	c.done[work]++
}

// repair is what the next owner does after one that died.
func (b *bench) repair(a *arena, err error) {
	if err == futex.ErrOwnerDied {
		b.told.Add(1)
		if a.isShared {
			a.shared.robust.Consistent()
		} else {
			a.private.robust.Consistent()
		}
	}
}

// pass puts an item into a store for eight, or takes one out, unless it has to
// wait too long.
func (b *bench) pass(a *arena, work int, how uint32, c *counter) bool {
	l := a.condMutex()
	l.Lock()
	cond, full := 0, int64(8)
	if work == workOnTake {
		cond, full = 1, 0
	}
	for tries := 0; a.count == full; tries++ {
		if tries == 3 || b.stop.Load() != 0 {
			c.timeouts++
			l.Unlock()
			return false
		}
		a.waitCond(cond, 1+int32(how)%2)
	}
	if work == workOnTake {
		a.count--
	} else {
		a.count++
	}
	b.added[work]++
	a.wakeCond(1-cond, how == 3)
	l.Unlock()
	return true
}

func lockBy(l locker, how uint32, short time.Duration, c *counter) bool {
	switch how {
	case 1:
		if !l.TryLock() {
			return false
		}
	case 2:
		if l.LockTimeout(short) != nil {
			c.timeouts++
			return false
		}
	default:
		l.Lock()
	}
	return true
}

// begun says whether each worker has done something, or tried to.
func (b *bench) begun() bool {
	for i := range b.ops {
		if b.ops[i].begun.Load() == 0 {
			return false
		}
	}
	return true
}

// holds checks that nothing was lost.
func (b *bench) holds(t *testing.T) {
	t.Helper()
	var done [kindsOfWork]int64
	var all, timeouts int64
	for i := range b.ops {
		for work, n := range b.ops[i].done {
			done[work] += n
			all += n
		}
		timeouts += b.ops[i].timeouts
	}
	b.added[workOnSemaphore] = done[workOnSemaphore]
	if done != b.added {
		t.Errorf("lost: %v were done, %v are there", done, b.added)
	}
	if n := done[workOnPut] - done[workOnTake]; n != b.arena.count {
		t.Errorf("%d items are in the store, and should be %d", b.arena.count, n)
	}
	if n := b.arena.bad.Load(); n != 0 {
		t.Errorf("%d checks failed", n)
	}
	if v := b.arena.semaphore().Value(); v != 2 {
		t.Errorf("the semaphore counts %d", v)
	}
	t.Logf("%d operations, %d timeouts, %d deaths of which %d were told", all, timeouts, b.dead.Load(), b.told.Load())
}

// sum is how much was done so far.
func (b *bench) sum() (all int64) {
	for i := range b.ops {
		for _, n := range b.ops[i].done {
			all += n
		}
	}
	return all
}

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

// stressEnv makes a process the second one of a stress test: "work" or "die".
const stressEnv = "RAWTHREAD_FUTEX_STRESS"

// TestStressProcesses has two processes share all primitives.
func TestStressProcesses(t *testing.T) {
	if os.Getenv(stressEnv) != "" {
		stressSecond(t)
		return
	}
	leaks(t)
	memory := sharedMemory(t, 1<<16)
	b := place[bench](t, memory, 0)
	b.arena.isShared = true
	b.arena.semaphore().Release(2)
	other := startSecond(t, memory, "TestStressProcesses", stressEnv+"=work")
	var waits []func()
	for id := range workers {
		waits = append(waits, startWorker(t, id%2 == 1, func() { b.run(id, uint32(id)+1) }))
	}
	ended := make(chan error, 1)
	go func() { ended <- other.Wait() }()
	for !b.begun() && len(ended) == 0 { // the second takes its time under an emulator
		time.Sleep(time.Millisecond)
	}
	b.during(t, func() { time.Sleep(10 * time.Millisecond) })
	b.stop.Store(1)
	for _, wait := range waits {
		wait()
	}
	if err := <-ended; err != nil {
		t.Errorf("the second process: %v", err)
	}
	b.holds(t)
	for id := range b.ops {
		if b.ops[id].begun.Load() == 0 {
			t.Errorf("worker %d did nothing", id)
		}
	}
}

// stressSecond is the second process's part.
func stressSecond(t *testing.T) {
	memory, err := futex.OpenSharedMemory(3)
	if err != nil {
		t.Fatal(err)
	}
	b := place[bench](t, memory, 0)
	if os.Getenv(stressEnv) == "die" {
		for id := range workers {
			startWorker(t, id%2 == 1, func() { b.lockAndDie(id + workers) })
		}
		select {}
	}
	defer memory.Close()
	var waits []func()
	for id := range workers {
		waits = append(waits, startWorker(t, id%2 == 1, func() { b.run(id+workers, uint32(id)+100) }))
	}
	for _, wait := range waits {
		wait()
	}
}

// lockAndDie adds under the robust lock, in two steps, until it is killed.
func (b *bench) lockAndDie(id int) {
	for {
		b.addTwice(&b.ops[id])
		b.turn()
	}
}

// turn says that the second process is at work.
func (b *bench) turn() { b.arena.turn.Add(1) }

// addTwice changes two sums that are to be the same; the next owner repairs what
// one that was killed left.
func (b *bench) addTwice(c *counter) {
	m := &b.arena.shared.robust
	err := m.LockTimeout(time.Minute)
	switch err {
	case futex.ErrOwnerDied:
		b.told.Add(1)
		b.arena.sum2 = b.arena.sum
		m.Consistent()
	case nil:
	default:
		b.arena.bad.Add(1)
		return
	}
	b.arena.expect(b.arena.sum == b.arena.sum2)
	b.arena.sum++
	c.done[workOnRobust]++
	b.arena.sum2++
	m.Unlock()
}

// TestStressKill kills a second process again and again, while its threads and
// ours hold a robust lock and wait for it.
func TestStressKill(t *testing.T) {
	needRobust(t)
	leaks(t)
	memory := sharedMemory(t, 1<<16)
	b := place[bench](t, memory, 0)
	b.arena.isShared = true
	var waits []func()
	for id := range workers {
		waits = append(waits, startWorker(t, id%2 == 1, func() {
			for b.stop.Load() == 0 {
				b.addTwice(&b.ops[id])
			}
		}))
	}
	b.during(t, func() {
		before := b.arena.turn.Load()
		var child *exec.Cmd = startSecond(t, memory, "TestStressProcesses", stressEnv+"=die")
		for b.arena.turn.Load()-before < 50 {
			time.Sleep(100 * time.Microsecond)
		}
		if err := child.Process.Kill(); err != nil {
			t.Error(err)
		}
		child.Wait()
		b.dead.Add(1)
	})
	b.stop.Store(1)
	for _, wait := range waits {
		wait()
	}
	b.addTwice(&b.ops[0])
	if a := &b.arena; a.sum != a.sum2 || a.bad.Load() != 0 {
		t.Errorf("sums %d and %d, %d checks failed", a.sum, a.sum2, a.bad.Load())
	}
	// A worker that was killed between the sum and its own count did one more.
	if n := b.arena.sum - b.sum(); n < 0 || n > b.dead.Load() {
		t.Errorf("%d were added, %d counted", b.arena.sum, b.sum())
	}
	t.Logf("%d additions, %d kills, %d of them with the lock held", b.arena.sum, b.dead.Load(), b.told.Load())
}
