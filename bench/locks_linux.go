package bench

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"rawthread/futex"
	"rawthread/internal/word"
	"rawthread/kthread"
)

// LockCases compare futex.Mutex with sync's and the C library's.
func LockCases() []Case {
	cases := []Case{{
		Name: "Mutex", Doc: "lock and unlock a mutex that nobody else wants", Floor: "sync.Mutex", Ours: "futex.Mutex", Goal: Goal{Ratio: 1},
		Peers: []Peer{{Name: "sync.Mutex", Run: syncAlone}, {Name: "futex.Mutex", Run: ownAlone}, Glibc.Peer("glibc", "mutex", 0), Musl.Peer("musl", "mutex", 0), Zig.Peer("Zig", "mutex", 0)},
	}}
	for _, threads := range []int{2, 8, 64} {
		cases = append(cases, Case{
			Name: fmt.Sprintf("Contended%d", threads), Doc: fmt.Sprintf("one of %d threads locks, counts, unlocks, and works for some 40 ns", threads),
			Floor: anyC().Name, Ours: "raw threads", Goal: Goal{Ratio: 1},
			Peers: []Peer{
				Glibc.Peer("glibc", "contended", threads), Musl.Peer("musl", "contended", threads), Zig.Peer("Zig", "contended", threads),
				{Name: "raw threads", Run: func(n int) (time.Duration, error) { return ownContended(n, threads) }},
				{Name: "goroutines, futex.Mutex", Run: func(n int) (time.Duration, error) {
					var m futex.Mutex
					return goContended(n, threads, m.Lock, m.Unlock)
				}},
				{Name: "goroutines, sync.Mutex", Run: func(n int) (time.Duration, error) {
					var m sync.Mutex
					return goContended(n, threads, m.Lock, m.Unlock)
				}},
			},
		})
	}
	return append(cases, Case{
		Name: "PingPong", Doc: "two threads hand a futex word to and fro", Floor: "C futex", Ours: "raw threads", Goal: Goal{Ratio: 1.05},
		Peers: []Peer{anyC().Peer("C futex", "pingpong", 0), {Name: "raw threads", Run: rawPingPong},
			{Name: "goroutines, channels", Run: channelPingPong}},
	})
}

var counter uint64 // what the locks protect

func syncAlone(n int) (time.Duration, error) {
	var m sync.Mutex
	start := time.Now()
	for range n {
		m.Lock()
		counter++
		m.Unlock()
	}
	return time.Since(start), nil
}

func ownAlone(n int) (time.Duration, error) {
	var m futex.Mutex
	start := time.Now()
	for range n {
		m.Lock()
		counter++
		m.Unlock()
	}
	return time.Since(start), nil
}

// work is the C side's.
func work(x uint64, n int) uint64 {
	for range n {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

const seed, between = 88172645463325252, 20

// group runs body on so many raw threads at once, and returns the time from
// when all were there to when all were gone.
func group(threads int, body func()) (time.Duration, error) {
	var there, begin word.Uint32
	var all []*kthread.Thread
	var failed error
	for range threads {
		th, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10, Calls: []any{body}}, func() {
			if there.Add(1) == uint32(threads) {
				futex.Wake(word.Addr(&there), 1)
			}
			for begin.Load() == 0 {
				futex.Wait(word.Addr(&begin), 0)
			}
			body()
		})
		if err != nil {
			failed = err
			break
		}
		all = append(all, th)
	}
	for v := there.Load(); failed == nil && v < uint32(threads); v = there.Load() {
		futex.Wait(word.Addr(&there), v)
	}
	start := time.Now()
	begin.Store(1)
	futex.Wake(word.Addr(&begin), threads)
	for _, th := range all {
		if err := th.Join(); err != nil {
			failed = err
		}
	}
	return time.Since(start), failed
}

func ownContended(n, threads int) (time.Duration, error) {
	var m futex.Mutex
	var sink atomic.Uint64
	before := counter
	took, err := group(threads, func() {
		x := uint64(seed)
		for range n / threads {
			m.Lock()
			counter++
			m.Unlock()
			x = work(x, between)
		}
		sink.Store(x)
	})
	if err == nil {
		err = counted(before, n/threads*threads)
	}
	return took, err
}

// counted says whether a lock lost a count.
func counted(before uint64, n int) error {
	if got := counter - before; got != uint64(n) {
		return fmt.Errorf("the lock does not lock: %d were counted instead of %d", got, n)
	}
	return nil
}

func goContended(n, threads int, lock, unlock func()) (time.Duration, error) {
	var sink atomic.Uint64
	var done sync.WaitGroup
	begin := make(chan struct{})
	before := counter
	for range threads {
		done.Add(1)
		go func() {
			defer done.Done()
			<-begin
			x := uint64(seed)
			for range n / threads {
				lock()
				counter++
				unlock()
				x = work(x, between)
			}
			sink.Store(x)
		}()
	}
	start := time.Now()
	close(begin)
	done.Wait()
	return time.Since(start), counted(before, n/threads*threads)
}

// A ball is the word that is handed to and fro.
type ball struct{ word word.Uint32 }

func (b *ball) waitWhile(v uint32) {
	for b.word.Load() == v {
		futex.Wait(word.Addr(&b.word), v)
	}
}

func (b *ball) handOver(v uint32) {
	b.word.Store(v)
	futex.Wake(word.Addr(&b.word), 1)
}

func rawPingPong(n int) (time.Duration, error) {
	b := new(ball)
	var side word.Uint32
	return group(2, func() {
		mine := side.Add(1) - 1
		for range n {
			if mine == 0 {
				b.handOver(1)
				b.waitWhile(1)
			} else {
				b.waitWhile(0)
				b.handOver(0)
			}
		}
	})
}

// channelPingPong is the same by goroutines locked to threads.
func channelPingPong(n int) (time.Duration, error) {
	there, back := make(chan struct{}), make(chan struct{})
	go func() {
		runtime.LockOSThread() // ends with its thread
		for range there {
			back <- struct{}{}
		}
		close(back)
	}()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := time.Now()
	for range n {
		there <- struct{}{}
		<-back
	}
	took := time.Since(start)
	close(there)
	<-back
	return took, nil
}
