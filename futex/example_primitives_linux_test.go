package futex_test

import (
	"fmt"

	"rawthread/futex"
	"rawthread/kthread"
)

// A goroutine and a raw thread add under one lock.
func ExampleMutex() {
	var m futex.Mutex
	sum := 0
	add := func() {
		for range 1000 {
			m.Lock()
			sum++
			m.Unlock()
		}
	}
	t, err := kthread.Go(add)
	if err != nil {
		fmt.Println(err)
		return
	}
	add()
	t.Join()
	fmt.Println(sum)
	// Output: 2000
}

// A raw thread takes what a goroutine puts.
func ExampleCond() {
	var m futex.Mutex
	var c futex.Cond
	items, taken := 0, 0
	t, err := kthread.Go(func() {
		m.Lock()
		for taken < 3 {
			for items == 0 {
				c.Wait(&m)
			}
			items--
			taken++
		}
		m.Unlock()
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 3 {
		m.Lock()
		items++
		m.Unlock()
		c.Signal()
	}
	t.Join()
	fmt.Println(taken)
	// Output: 3
}

// Whichever thread comes first sets the table up; the others wait for it.
func ExampleOnce() {
	var once futex.Once
	var squares [4]int
	use := func() int {
		if once.Begin() {
			for i := range squares {
				squares[i] = i * i
			}
			once.Done()
		}
		return squares[3]
	}
	fmt.Println(use(), use())
	// Output: 9 9
}

// An Event tells raw threads to go, and a WaitGroup that they are done.
func ExampleEvent() {
	var start futex.Event
	var done futex.WaitGroup
	var sums [3]int
	done.Add(len(sums))
	for i := range sums {
		_, err := kthread.Spawn(kthread.Config{Detached: true}, func() {
			start.Wait()
			sums[i] = 10 * i
			done.Done()
		})
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	start.Set()
	done.Wait()
	fmt.Println(sums)
	// Output: [0 10 20]
}

// Phases that all parties end together.
func ExampleBarrier() {
	var b futex.Barrier
	var halves [2]int
	t, err := kthread.Go(func() {
		halves[1] = 2
		b.Wait(2)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	halves[0] = 1
	b.Wait(2)
	fmt.Println(halves[0] + halves[1])
	t.Join()
	// Output: 3
}

// Words in memory that processes share: the other one opens it by a descriptor
// that it was handed, and asks At for the same offset.
func ExampleSharedMutex() {
	memory, err := futex.NewSharedMemory(4096)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer memory.Close()
	type account struct {
		lock    futex.SharedMutex
		balance int32
	}
	a, err := futex.At[account](memory, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	a.lock.Lock()
	a.balance += 5
	a.lock.Unlock()
	fmt.Println(a.balance)
	// Output: 5
}

// The owner ends with the lock, and the next one is told.
func ExampleRobustMutex() {
	m := new(futex.RobustMutex)
	t, err := kthread.Go(func() { m.Lock() })
	if err != nil {
		fmt.Println(err)
		return
	}
	t.Join()
	switch err := m.Lock(); err {
	case futex.ErrOwnerDied:
		// repair what the lock protects
		m.Consistent()
		m.Unlock()
		fmt.Println("repaired")
	case nil, futex.ErrUnsupported: // a kernel or an emulator without robust lists
		fmt.Println("repaired")
	default:
		fmt.Println(err)
	}
	// Output: repaired
}
