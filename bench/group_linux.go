package bench

import (
	"time"

	"rawthread/kthread"
)

// GroupCases measure starting many threads at once.
func GroupCases() []Case {
	const count = 64
	return []Case{{
		Name: "SpawnN", Doc: "one of 64 threads with stacks of 64 KiB, all of which are started before the first is joined", Floor: kernelAlone, Ours: "kthread.SpawnN",
		Peers: []Peer{floorPeer("floor-many", count), Glibc.Peer("glibc", "many", count), Musl.Peer("musl", "many", count),
			{Name: "kthread.SpawnN", Run: func(n int) (time.Duration, error) { return spawnGroups(n, count) }},
			{Name: "kthread.Spawn", Run: func(n int) (time.Duration, error) { return spawnMany(n, count) }}},
	}}
}

func spawnGroups(n, count int) (time.Duration, error) {
	start := time.Now()
	for done := 0; done < n; done += count {
		g, err := kthread.SpawnN(kthread.Config{StackSize: smallStack}, count, func(int) {})
		if err != nil {
			return 0, err
		}
		if err := g.Join(); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

func spawnMany(n, count int) (time.Duration, error) {
	all := make([]*kthread.Thread, count)
	start := time.Now()
	for done := 0; done < n; done += count {
		for i := range all {
			var err error
			if all[i], err = kthread.Spawn(kthread.Config{StackSize: smallStack}, func() {}); err != nil {
				return 0, err
			}
		}
		for _, th := range all {
			if err := th.Join(); err != nil {
				return 0, err
			}
		}
	}
	return time.Since(start), nil
}
