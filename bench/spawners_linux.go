package bench

import (
	"fmt"
	"sync"
	"time"

	"rawthread/kthread"
)

// SpawnerCases measure threads that start and join threads, at the same time:
// what they have to wait for one another for shows in the ratio to the floor.
func SpawnerCases() (cases []Case) {
	for _, count := range []int{1, 4, 16, 64} {
		cases = append(cases, Case{
			Name: fmt.Sprintf("Spawners%d", count), Doc: fmt.Sprintf("one of %d spawners at once starts a thread with a stack of 64 KiB, and joins it", count),
			Floor: kernelAlone, Ours: "kthread",
			Peers: []Peer{
				floorPeer("floor-spawners", count), Glibc.Peer("glibc", "spawners", count), Musl.Peer("musl", "spawners", count), Zig.Peer("Zig", "spawners", count), Rust.Peer("Rust", "spawners", count),
				{Name: "kthread", Run: func(n int) (time.Duration, error) { return spawners(n, count) }}, Cgo.Peer("cgo", "spawners", count),
			},
		})
	}
	return cases
}

// spawners has goroutines do an equal share of n.
func spawners(n, count int) (time.Duration, error) {
	var all sync.WaitGroup
	errs := make(chan error, count)
	start := time.Now()
	for range count {
		all.Go(func() {
			_, err := spawnJoin((n+count-1)/count, kthread.Config{StackSize: smallStack})
			errs <- err
		})
	}
	all.Wait()
	took := time.Since(start)
	for range count {
		if err := <-errs; err != nil {
			return 0, err
		}
	}
	return took, nil
}
