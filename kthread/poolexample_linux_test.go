package kthread_test

import (
	"errors"
	"fmt"
	"sync/atomic"

	"rawthread/kthread"
)

func ExampleNewPool() {
	p, err := kthread.NewPool(kthread.PoolConfig{Threads: 2, Thread: kthread.Config{StackSize: 64 << 10},
		Worker: func(i int, cfg *kthread.Config) { cfg.Name = fmt.Sprint("worker-", i) }})
	if err != nil {
		fmt.Println(err)
		return
	}
	var sum atomic.Uint64
	for i := range uint64(100) {
		if _, err := p.Go(func() { sum.Add(i) }); err != nil {
			fmt.Println(err)
		}
	}
	p.Close() // runs what was given, and waits for it
	fmt.Println(sum.Load())
	// Output: 4950
}

func ExamplePool_Go() {
	p, err := kthread.NewPool(kthread.PoolConfig{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()
	var square int
	t, err := p.Go(func() { square = 12 * 12 })
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(t.Wait(), square)
	// Output: <nil> 144
}

func ExamplePool_Prepare() {
	p, err := kthread.NewPool(kthread.PoolConfig{Threads: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Close()
	var n int
	t, err := p.Prepare(kthread.TaskConfig{Name: "counter"}, func() { n++ })
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 1000 { // nothing is allocated
		if err := errors.Join(t.Start(), t.Wait()); err != nil {
			fmt.Println(err)
			return
		}
	}
	// A raw thread may do the same.
	raw, err := kthread.Go(func() {
		if t.Start() == nil {
			t.Wait()
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	raw.Join()
	fmt.Println(n)
	// Output: 1001
}
