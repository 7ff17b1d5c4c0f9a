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

func ExampleThread_WaitDone() {
	var sum int
	t, err := kthread.Go(func() {
		for i := range 5 {
			sum += i
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	t.WaitDone()
	fmt.Println(sum) // there while the kernel still takes the thread down
	t.Join()
	// Output: 10
}

func ExampleSpawnN() {
	var squares [8]int
	g, err := kthread.SpawnN(kthread.Config{Name: "square", StackSize: 64 << 10}, len(squares), func(i int) {
		squares[i] = i * i
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	g.Join()
	fmt.Println(squares)
	// Output: [0 1 4 9 16 25 36 49]
}

func ExampleGroup_JoinAny() {
	g, err := kthread.SpawnN(kthread.Config{StackSize: 64 << 10}, 3, func(i int) {})
	if err != nil {
		fmt.Println(err)
		return
	}
	sum := 0
	for {
		i, err := g.JoinAny() // in the order in which they end
		if err != nil {
			fmt.Println(sum, errors.Is(err, kthread.ErrJoined))
			return
		}
		sum += i
	}
	// Output: 3 true
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

// JoinAny joins whichever thread ends first.
func ExampleJoinAny() {
	var stop atomic.Bool
	busy, err := kthread.Go(func() {
		for !stop.Load() {
			kthread.Yield()
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	quick, err := kthread.Go(func() {})
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := kthread.JoinAny(busy, quick)
	fmt.Println(i, err)
	stop.Store(true)
	fmt.Println(busy.Join())
	// Output:
	// 1 <nil>
	// <nil>
}
