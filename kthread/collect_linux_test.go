package kthread_test

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
	"weak"

	"rawthread/kthread"
)

// A parcel is what a body captures: memory of Go's heap that nobody else keeps.
type parcel struct {
	words [64]uint64
	next  *parcel
}

// TestCollectorKeepsCaptured has a detached thread, whose handle is lost, read
// what its closure alone leads to while the collector runs and the heap is
// written over.
func TestCollectorKeepsCaptured(t *testing.T) {
	takeCensus(t)
	var stop atomic.Uint32
	const n = 4
	var wrong, passes [n]atomic.Uint64
	for k := range n {
		first := &parcel{}
		for i := range 50 {
			first = &parcel{next: first}
			for j := range first.words {
				first.words[j] = uint64(k*1000 + i)
			}
		}
		cfg := big
		cfg.Detached = k%2 == 0
		spawn(t, cfg, func() {
			for stop.Load() == 0 {
				i := 49
				for p := first; p.next != nil; p = p.next {
					for j := range p.words {
						if p.words[j] != uint64(k*1000+i) {
							wrong[k].Add(1)
						}
					}
					i--
				}
				if i != -1 {
					wrong[k].Add(1)
				}
				passes[k].Add(1)
			}
		})
	}
	var keep [256]*parcel
	for i := range 100 {
		for j := range 500 {
			p := &parcel{}
			p.words[j%64] = ^uint64(0)
			keep[j%len(keep)] = p
		}
		if i%10 == 0 {
			runtime.GC()
		}
	}
	for k := range n { // on a busy machine a thread may only now get its turn
		for begin := time.Now(); passes[k].Load() < 2 && time.Since(begin) < 20*time.Second; {
			runtime.GC()
			time.Sleep(time.Millisecond)
		}
	}
	stop.Store(1)
	runtime.KeepAlive(&keep)
	for k := range n {
		if wrong[k].Load() != 0 || passes[k].Load() == 0 {
			t.Errorf("thread %d found %d words wrong in %d passes", k, wrong[k].Load(), passes[k].Load())
		}
	}
}

// TestCollectorFreesCaptured checks that what a body captured is garbage once
// the thread is joined, gone by itself, released, or lost unstarted.
func TestCollectorFreesCaptured(t *testing.T) {
	takeCensus(t)
	ways := []struct {
		name string
		do   func(p *parcel)
	}{
		{"joined", func(p *parcel) {
			if err := spawn(t, big, func() { p.words[0]++ }).Join(); err != nil {
				t.Error(err)
			}
		}},
		{"detached later", func(p *parcel) {
			if err := spawn(t, big, func() { p.words[0]++ }).Detach(); err != nil {
				t.Error(err)
			}
		}},
		{"detached from the start", func(p *parcel) {
			cfg := big
			cfg.Detached = true
			spawn(t, cfg, func() { p.words[0]++ })
		}},
		{"handle lost", func(p *parcel) { spawn(t, big, func() { p.words[0]++ }) }},
		{"prepared and lost", func(p *parcel) { prepare(t, func() { p.words[0]++ }) }},
		{"released", func(p *parcel) {
			if err := prepare(t, func() { p.words[0]++ }).Release(); err != nil {
				t.Error(err)
			}
		}},
		{"set-up failed", func(p *parcel) {
			cfg := big
			cfg.CPUs = []int{100_000}
			if _, err := kthread.Spawn(cfg, func() { p.words[0]++ }); err == nil {
				t.Error("CPU 100000 was taken")
			}
		}},
		{"exited with its own handle captured, then joined", func(p *parcel) {
			var th *kthread.Thread
			th = prepare(t, func() {
				p.words[0] += uint64(th.ID())
				kthread.Exit()
			})
			if err := th.Start(); err != nil {
				t.Error(err)
			}
			if err := th.Join(); err != nil {
				t.Error(err)
			}
		}},
	}
	for _, way := range ways {
		const n = 16
		var left [n]weak.Pointer[parcel]
		for i := range left {
			p := new(parcel)
			left[i] = weak.Make(p)
			way.do(p)
		}
		count := n
		for begin := time.Now(); count > 0 && time.Since(begin) < 10*time.Second; time.Sleep(time.Millisecond) {
			runtime.GC()
			count = 0
			for i := range left {
				if left[i].Value() != nil {
					count++
				}
			}
		}
		if count > 0 {
			t.Errorf("%s: %d of %d captured objects are never freed", way.name, count, n)
		}
	}
}
