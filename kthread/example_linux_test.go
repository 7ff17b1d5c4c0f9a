package kthread_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"rawthread/kthread"
	"rawthread/tls"
)

func Example() {
	var sum uint64
	numbers := []uint64{1, 2, 3, 4}
	t, err := kthread.Go(func() {
		for _, n := range numbers {
			sum += n
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := t.Join(); err != nil {
		fmt.Println(err)
	}
	fmt.Println(sum)
	// Output: 10
}

func ExampleSpawn() {
	var name [kthread.MaxNameLen + 1]byte
	var n int
	t, err := kthread.Spawn(kthread.Config{Name: "watchdog", StackSize: 64 << 10}, func() {
		n = kthread.OwnName(&name)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	t.Join()
	fmt.Printf("%s\n", name[:n])
	// Output: watchdog
}

func ExamplePrepare() {
	var done atomic.Uint32
	t, err := kthread.Prepare(kthread.Config{StackSize: 64 << 10}, func() { done.Store(1) })
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(done.Load()) // nothing runs yet
	if err := t.Start(); err != nil {
		fmt.Println(err)
		return
	}
	t.Join()
	fmt.Println(done.Load())
	// Output:
	// 0
	// 1
}

func ExampleThread_JoinTimeout() {
	var stop atomic.Uint32
	t, err := kthread.Go(func() {
		for stop.Load() == 0 {
			kthread.Yield()
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(errors.Is(t.JoinTimeout(time.Millisecond), kthread.ErrTimeout))
	stop.Store(1)
	fmt.Println(t.Join())
	// Output:
	// true
	// <nil>
}

var hits = tls.NewVar[uint64]()

func ExampleThread_Detach() {
	var total atomic.Uint64
	for range 3 {
		t, err := kthread.Go(func() {
			hits.Set(hits.Get() + 1) // each thread has its own
			total.Add(hits.Get())
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		t.Detach()
	}
	for total.Load() < 3 {
		time.Sleep(time.Millisecond)
	}
	fmt.Println(total.Load())
	// Output: 3
}
