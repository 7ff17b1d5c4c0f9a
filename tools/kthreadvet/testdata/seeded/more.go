package seeded

import (
	"sync"
	"sync/atomic"

	"rawthread/kthread"
)

type shape interface{ area() int }

var (
	anyShape  shape
	operation func(int) int
	mutex     sync.Mutex
	atom      atomic.Int64
)

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

type list struct{ n []int }

func (l *list) area() int { return len(append(l.n, total)) }

func indirect() {
	kthread.Go(func() {
		total++
		total = anyShape.area() // want "not known before it runs"
	})
	kthread.Spawn(kthread.Config{Calls: []any{square.area, (*square).area}}, func() {
		total = anyShape.area()
	})
	kthread.Spawn(kthread.Config{Calls: []any{(*list).area}}, func() { // want "growslice"
		total = anyShape.area()
	})
	var cfg kthread.Config
	cfg.Calls = []any{func(n int) int { return n + 1 }}
	start(cfg, func() {
		total = operation(total)
	})
}

// pooled gives bodies to a pool.
func pooled(p *kthread.Pool) {
	p.Go(func() {
		total++
		mutex.Lock() // want "enters the scheduler"
	})
	p.Prepare(kthread.TaskConfig{Unchecked: true}, func() { mutex.Lock() })
	p.Prepare(kthread.TaskConfig{Name: "sum"}, func() { total++ })
	p.GoTimeout(0, func() {
		total = anyShape.area() // want "not known before it runs"
	})
}

// making returns a body.
func making(n int) func() {
	if n > 3 {
		return func() {
			total += n
			mutex.Lock() // want "enters the scheduler"
		}
	}
	return func() { total += n }
}

func results() { kthread.Go(making(total)) }

type task struct {
	name string
	run  func()
}

func fields() {
	var t task
	t.run = func() {
		total++
		select {} // want "uses a channel"
	}
	start(kthread.Config{Name: t.name}, t.run)
	good := task{"good", func() { total++ }}
	start(kthread.Config{}, good.run)
}

func slices() {
	bodies := []func(){func() { total++ }}
	bodies = append(bodies, func() { numbers = append(numbers, 7) }) // want "growslice"
	for _, b := range bodies {
		kthread.Go(b)
	}
	byName := map[string]func(){"good": func() { total++ }, "bad": func() { delete(lookup, 1) }} // want "works on a map"
	for name, b := range byName {
		startNamed(name, b)
	}
}

func all(bodies ...func()) {
	for _, b := range bodies {
		kthread.Go(b)
	}
}

func variadic() {
	all(func() { total++ },
		func() { lookup[3] = 4 }) // want "works on a map"
}

var replaceable = kthread.Spawn

func throughVariable() {
	replaceable(kthread.Config{}, func() { wake <- 2 }) // want "uses a channel"
	replaceable(kthread.Config{}, func() { total++ })
}

func nested() {
	go func() {
		func() { kthread.Go(func() { <-wake }) }() // want "uses a channel"
	}()
}

// inlined has a body whose first instructions are from another file.
func inlined() {
	kthread.Go(func() { atom.Add(1) })
	kthread.Go(func() {
		grown() // want "growslice"
	})
}

// numbered has bodies of a group.
func numbered() {
	kthread.SpawnN(kthread.Config{}, 3, func(i int) {
		wake <- i // want "uses a channel"
	})
	kthread.SpawnN(kthread.Config{}, 3, func(i int) { atom.Add(int64(i)) })
}

// excused has bodies that are known to be unsafe.
func excused(unchecked bool) {
	kthread.Spawn(kthread.Config{Unchecked: true}, func() { wake <- 3 })
	cfg := kthread.Config{Name: "x"}
	cfg.Unchecked = true
	start(cfg, func() { wake <- 4 })
	kthread.Go(func() { wake <- 5 }) //kthread:unsafe
	//kthread:unsafe because of the line below
	kthread.Go(func() { wake <- 6 })
	for _, c := range []struct {
		body      func()
		unchecked bool
	}{
		{func() { wake <- 7 }, true},
		{func() { wake <- 8 }, false}, // want "uses a channel"
	} {
		kthread.Spawn(kthread.Config{Unchecked: c.unchecked}, c.body)
	}
	kthread.Spawn(kthread.Config{Unchecked: unchecked}, func() { wake <- 9 }) // want "uses a channel"
}
