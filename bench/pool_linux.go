package bench

import (
	"runtime"
	"time"

	"rawthread/kthread"
)

// PoolCases measure giving a body to a thread that is there, beside what a thread
// for it alone costs.
func PoolCases() []Case {
	return []Case{{
		Name: "PoolDispatch", Doc: "have a thread run an empty body, and wait for it", Floor: kernelAlone, Ours: "kthread.Pool", Goal: Goal{Ratio: 0.25},
		Peers: []Peer{
			floorPeer("floor-spawn", 0), {Name: "kthread.Pool", Run: poolTask}, {Name: "kthread.Pool, Go", Run: poolGo},
			{Name: "channel to a locked goroutine", Run: lockedChannel},
			{Name: "kthread.Spawn and Join", Run: func(n int) (time.Duration, error) {
				return spawnJoin(n, kthread.Config{StackSize: smallStack})
			}},
		},
	}}
}

// poolTask starts a prepared task again and again.
func poolTask(n int) (time.Duration, error) {
	p, err := kthread.NewPool(kthread.PoolConfig{Threads: 1})
	if err != nil {
		return 0, err
	}
	defer p.Close()
	t, err := p.Prepare(kthread.TaskConfig{}, func() {})
	if err != nil {
		return 0, err
	}
	start := time.Now()
	for range n {
		if err := t.Start(); err != nil {
			return 0, err
		}
		if err := t.Wait(); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// poolGo gives a new body each time.
func poolGo(n int) (time.Duration, error) {
	p, err := kthread.NewPool(kthread.PoolConfig{Threads: 1})
	if err != nil {
		return 0, err
	}
	defer p.Close()
	start := time.Now()
	for range n {
		t, err := p.Go(func() {})
		if err != nil {
			return 0, err
		}
		if err := t.Wait(); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// lockedChannel has a goroutine that is locked to its thread do the same.
func lockedChannel(n int) (time.Duration, error) {
	bodies, done := make(chan func()), make(chan struct{})
	defer close(bodies)
	go serveLocked(bodies, done)
	start := time.Now()
	for range n {
		bodies <- func() {}
		<-done
	}
	return time.Since(start), nil
}

// serveLocked runs bodies on the thread of its goroutine.
func serveLocked(bodies chan func(), done chan struct{}) {
	runtime.LockOSThread()
	for body := range bodies {
		body()
		done <- struct{}{}
	}
}

// eachPoolTask is poolTask, one by one.
func eachPoolTask(n int) ([]int64, error) {
	p, err := kthread.NewPool(kthread.PoolConfig{Threads: 1})
	if err != nil {
		return nil, err
	}
	defer p.Close()
	t, err := p.Prepare(kthread.TaskConfig{}, func() {})
	if err != nil {
		return nil, err
	}
	samples := make([]int64, n)
	for i := range samples {
		start := time.Now()
		if err := t.Start(); err != nil {
			return nil, err
		}
		if err := t.Wait(); err != nil {
			return nil, err
		}
		samples[i] = time.Since(start).Nanoseconds()
	}
	return samples, nil
}

// eachLockedChannel is lockedChannel, one by one.
func eachLockedChannel(n int) ([]int64, error) {
	bodies, done := make(chan func()), make(chan struct{})
	defer close(bodies)
	go serveLocked(bodies, done)
	samples := make([]int64, n)
	for i := range samples {
		start := time.Now()
		bodies <- func() {}
		<-done
		samples[i] = time.Since(start).Nanoseconds()
	}
	return samples, nil
}
