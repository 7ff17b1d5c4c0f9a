// Package seeded has bodies that can't run on raw threads, in many forms, each
// beside one that can. A line with a finding has a comment that begins with
// want, the architectures if not all, and a part of the message.
package seeded

import (
	"unsafe"

	"example.com/seeded/helper"
	"example.com/seeded/work"
	"rawthread/kthread"
)

var (
	numbers []int
	total   int
	lookup  = map[int]int{}
	wake    = make(chan int)
)

func literal() {
	kthread.Go(func() {
		total++
		numbers = append(numbers, total) // want "growslice"
	})
	kthread.Go(func() { total++ })
}

func localVariable() {
	bad := func() {
		total = lookup[total] // want "works on a map"
	}
	good := func() { total += len(numbers) }
	kthread.Spawn(kthread.Config{Name: "bad"}, bad)
	kthread.Spawn(kthread.Config{Name: "good"}, good)
}

var packageVariable = func() {
	wake <- 1 // want "uses a channel"
}

var goodVariable = func() { total = cap(numbers) }

func variables() {
	kthread.Prepare(kthread.Config{}, packageVariable)
	kthread.Prepare(kthread.Config{}, goodVariable)
}

// start is a helper that bodies come through.
func start(cfg kthread.Config, body func()) {
	if _, err := kthread.Spawn(cfg, body); err != nil {
		panic(err)
	}
}

func startNamed(name string, body func()) { start(kthread.Config{Name: name}, body) }

func throughHelpers() {
	startNamed("bad", func() {
		println(total) // want "enters the Go runtime"
	})
	startNamed("good", func() { total *= 2 })
}

type counter struct{ n []int }

func (c *counter) grow() {
	c.n = append(c.n, 1) // want "growslice"
}

func (c *counter) add() { c.n[0]++ }

type outer struct{ counter }

func methods() {
	c := new(outer)
	start(kthread.Config{}, c.grow)
	start(kthread.Config{}, c.add)
}

func table() {
	for _, c := range []struct {
		name string
		body func()
	}{
		{"good", func() { total-- }},
		{"bad", func() {
			go named() // want "starts a goroutine"
		}},
		{name: "bad", body: func() { close(wake) }}, // want "uses a channel"
	} {
		kthread.Spawn(kthread.Config{Name: c.name}, c.body)
	}
}

func named() { total = 0 }

func namedBad() {
	for range total {
		defer named() // want "defers a call"
	}
}

func namedOnes() {
	kthread.Go(named)
	kthread.Go(namedBad)
}

func otherPackage() {
	kthread.Go(work.Fill)
	kthread.Go(work.Count)
	helper.Run(func() { numbers = make([]int, total) }) // want "makeslice"
	helper.Run(func() { numbers[0] = total })
}

func narrow() {
	kthread.Go(func() {
		if unsafe.Sizeof(uintptr(0)) == 4 {
			numbers = append(numbers, 1) // want 386 "growslice"
		}
	})
	kthread.Go(func() {
		if unsafe.Sizeof(uintptr(0)) == 4 {
			numbers[0]++
		}
	})
}

func fill[T any](to *[]T, v T) { *to = append(*to, v) }

func store[T any](to []T, v T) { to[0] = v }

func instance[T any]() {
	numbers = append(numbers, len(make([]T, 3))) // want "growslice"
	kthread.Go(func() { total++ })
}

func behindGenerics() {
	kthread.Go(func() {
		total++
		fill(&numbers, 3) // want "growslice"
	})
	kthread.Go(func() { store(numbers, 3) })
	kthread.Go(instance[[3]int])
}
