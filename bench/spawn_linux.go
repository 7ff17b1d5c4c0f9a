package bench

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"rawthread/kthread"
)

const smallStack = 64 << 10

// SpawnCases measure starting and joining threads, one after another.
func SpawnCases() []Case {
	var cases []Case
	for _, stack := range []struct {
		name string
		kib  int
	}{{"64KiB", 64}, {"16MiB", 16 << 10}} {
		cases = append(cases, Case{
			Name: "SpawnJoin" + stack.name, Doc: fmt.Sprintf("start a thread with a stack of %s, and join it", stack.name),
			Floor: kernelAlone, Ours: "kthread", Goal: Goal{Ratio: 1.05, Below: "glibc"}, Peers: spawnPeers(stack.kib),
		})
	}
	pinned := Case{Name: "SpawnJoinPinned", Doc: "start a thread with a stack of 64 KiB, and join it, all threads of the peer on one CPU",
		Floor: kernelAlone, Ours: "kthread", Goal: Goal{Ratio: 1.05, Below: "glibc"}}
	for _, p := range slices.Insert(spawnPeers(64), 1, anyC().Peer("kernel, watched", "watched-spawn", 0)) {
		pinned.Peers = append(pinned.Peers, onOneCPU(p))
	}
	return append(cases, pinned, Case{
		Name: "SpawnJoinCold", Doc: "start a thread with a new stack of 64 KiB, and join it: nothing is kept for the next",
		Floor: kernelAlone, Ours: "kthread", Goal: Goal{Ratio: 1.5},
		Peers: []Peer{
			floorPeer("floor-spawn", 0), anyC().Peer("kernel, new stack", "new-spawn", 0), Glibc.Peer("glibc", "spawn", 64, "GLIBC_TUNABLES=glibc.pthread.stack_cache_size=0"),
			Musl.Peer("musl", "spawn", 64), Zig.Peer("Zig", "spawn", 64),
			{Name: "kthread", Run: func(n int) (time.Duration, error) {
				defer kthread.SetCacheLimit(kthread.SetCacheLimit(0))
				return spawnJoin(n, kthread.Config{StackSize: smallStack})
			}},
		},
	})
}

// kernelAlone is the floor of threads: clone, exit and a futex, on a stack that
// is there.
const kernelAlone = "kernel alone"

func floorPeer(operation string, arg int) Peer { return anyC().Peer(kernelAlone, operation, arg) }

func spawnPeers(kib int) []Peer {
	return []Peer{
		floorPeer("floor-spawn", 0), Glibc.Peer("glibc", "spawn", kib), Musl.Peer("musl", "spawn", kib), Zig.Peer("Zig", "spawn", kib), Rust.Peer("Rust", "spawn", kib),
		{Name: "kthread", Run: func(n int) (time.Duration, error) { return spawnJoin(n, kthread.Config{StackSize: kib << 10}) }},
		{Name: "locked goroutine", Run: lockedGoroutines}, Cgo.Peer("cgo", "spawn", kib),
	}
}

func spawnJoin(n int, cfg kthread.Config) (time.Duration, error) {
	start := time.Now()
	for range n {
		th, err := kthread.Spawn(cfg, func() {})
		if err != nil {
			return 0, err
		}
		if err := th.Join(); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// lockedGoroutines are goroutines that end with threads of their own.
func lockedGoroutines(n int) (time.Duration, error) {
	done := make(chan struct{})
	start := time.Now()
	for range n {
		go func() {
			runtime.LockOSThread()
			done <- struct{}{}
		}()
		<-done
	}
	return time.Since(start), nil
}
