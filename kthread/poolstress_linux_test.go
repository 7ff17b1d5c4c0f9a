package kthread_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"rawthread/kthread"
)

// TestPoolStress has goroutines and raw threads give bodies at once, some of which
// end their threads, while others drop what is queued and the collector runs.
// Each body that was let in runs or is dropped, once.
func TestPoolStress(t *testing.T) {
	takeCensus(t)
	p, err := kthread.NewPool(kthread.PoolConfig{Threads: 3, Queue: 4, Thread: big})
	if err != nil {
		t.Fatal(err)
	}
	const givers, each = 3, 300
	var in, ran, dropped, failed atomic.Uint32
	var giving sync.WaitGroup
	for range givers {
		giving.Go(func() {
			for i := range each {
				task, err := p.Go(func() {
					ran.Add(1)
					if i%50 == 49 {
						kthread.Exit()
					}
				})
				if err != nil {
					failed.Add(1)
					return
				}
				in.Add(1)
				if i%3 == 0 {
					continue // nobody waits
				}
				switch err := task.Wait(); err {
				case nil, kthread.ErrDropped:
				default:
					failed.Add(1)
				}
			}
		})
	}
	var raws [2]*kthread.Thread
	for i := range raws {
		task, err := p.Prepare(kthread.TaskConfig{Name: "raw's"}, func() { ran.Add(1) })
		if err != nil {
			t.Fatal(err)
		}
		raws[i] = spawn(t, big, func() {
			for range each {
				if task.Start() != nil {
					failed.Add(1)
					return
				}
				in.Add(1)
				task.Wait()
			}
		})
	}
	for range 10 {
		dropped.Add(uint32(p.Drop()))
		runtime.GC()
	}
	giving.Wait()
	for _, th := range raws {
		if err := th.Join(); err != nil {
			t.Error(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if failed.Load() != 0 || in.Load() != (givers+uint32(len(raws)))*each || ran.Load()+dropped.Load() != in.Load() {
		t.Errorf("%d bodies were let in, %d ran, %d were dropped; %d calls failed", in.Load(), ran.Load(), dropped.Load(), failed.Load())
	}
}
