package bench

import (
	"runtime"
	"time"

	"rawthread/futex"
	"rawthread/kthread"
)

// MomentCases measure the parts of a thread's life: all clocks are read by
// clock_gettime(2), before the call that starts the thread, in the body, and
// after the call that joins it.
func MomentCases() []Case {
	return []Case{{
		Name: "SpawnToFirst", Doc: "from the call that starts a thread to its body's first instruction", Floor: kernelAlone, Ours: "kthread",
		Peers: []Peer{floorPeer("floor-to-first", 0), Glibc.Peer("glibc", "to-first", 0), Musl.Peer("musl", "to-first", 0), Zig.Peer("Zig", "to-first", 0), Rust.Peer("Rust", "to-first", 0),
			{Name: "kthread", Run: toFirst}, {Name: "locked goroutine", Run: lockedToFirst}},
	}, {
		Name: "ExitToJoiner", Doc: "from a body's last instruction to the joiner, which sleeps, being awake", Floor: kernelAlone, Ours: "kthread",
		Peers: []Peer{floorPeer("floor-to-joiner", 0), Glibc.Peer("glibc", "to-joiner", 0), Musl.Peer("musl", "to-joiner", 0), Zig.Peer("Zig", "to-joiner", 0), Rust.Peer("Rust", "to-joiner", 0),
			{Name: "kthread", Run: toJoiner}},
	}}
}

func toFirst(n int) (time.Duration, error) {
	var first, sum int64
	for range n {
		start := futex.Monotonic.Now()
		th, err := kthread.Spawn(kthread.Config{StackSize: smallStack}, func() { first = futex.Monotonic.Now() })
		if err != nil {
			return 0, err
		}
		if err := th.Join(); err != nil {
			return 0, err
		}
		sum += first - start
	}
	return time.Duration(sum), nil
}

func lockedToFirst(n int) (time.Duration, error) {
	var sum int64
	first := make(chan int64)
	for range n {
		start := futex.Monotonic.Now()
		go func() {
			runtime.LockOSThread()
			first <- futex.Monotonic.Now()
		}()
		sum += <-first - start
	}
	return time.Duration(sum), nil
}

// toJoiner's bodies work until the joiner is asleep.
func toJoiner(n int) (time.Duration, error) {
	var last, sum int64
	for range n {
		th, err := kthread.Spawn(kthread.Config{StackSize: smallStack}, func() {
			now := futex.Monotonic.Now()
			for end := now + 50_000; now < end; {
				now = futex.Monotonic.Now()
			}
			last = now
		})
		if err != nil {
			return 0, err
		}
		if err := th.Join(); err != nil {
			return 0, err
		}
		sum += futex.Monotonic.Now() - last
	}
	return time.Duration(sum), nil
}
