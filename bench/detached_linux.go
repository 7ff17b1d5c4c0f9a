package bench

import (
	"time"

	"rawthread/futex"
	"rawthread/internal/word"
	"rawthread/kthread"
)

// DetachedCases measure threads that nobody joins.
func DetachedCases() []Case {
	return []Case{{
		Name: "Detached", Doc: "start a detached thread with a stack of 64 KiB, and wait until it has run; in the end, until all are gone",
		Floor: kernelAlone, Ours: "kthread", Goal: Goal{Ratio: 1.1},
		Peers: []Peer{floorPeer("floor-detached", 0), Glibc.Peer("glibc", "detached", 0), Musl.Peer("musl", "detached", 0), Zig.Peer("Zig", "detached", 0), Rust.Peer("Rust", "detached", 0),
			{Name: "kthread", Run: detached}, {Name: "locked goroutine", Run: lockedGoroutines}},
	}}
}

func detached(n int) (time.Duration, error) {
	var ran word.Uint32
	before := len(kthread.Threads())
	start := time.Now()
	for i := range uint32(n) {
		_, err := kthread.Spawn(kthread.Config{StackSize: smallStack, Detached: true}, func() {
			ran.Add(1)
			futex.Wake(word.Addr(&ran), 1)
		})
		if err != nil {
			return 0, err
		}
		for ran.Load() == i {
			futex.Wait(word.Addr(&ran), i)
		}
	}
	for len(kthread.Threads()) > before {
		time.Sleep(50 * time.Microsecond)
	}
	return time.Since(start), nil
}
