package bench

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"rawthread/futex"
	"rawthread/internal/word"
	"rawthread/kthread"
)

// A crowd is threads that wait for the end of their process.
type crowd interface {
	grow(n int) error // makes n more, and waits until all of them are there
	release() error   // lets all go, and waits until they are gone
}

// crowds are the kinds that this program can make.
var crowds = map[string]func() crowd{
	"kthread":          func() crowd { return new(rawCrowd) },
	"kthread-group":    func() crowd { return new(groupCrowd) },
	"locked-goroutine": func() crowd { return &lockedCrowd{gate: make(chan struct{})} },
}

// serveLive is the same as the peers' in C: it makes as many threads as its input
// says, and lets them go at its end.
func serveLive(kind string) error {
	if crowds[kind] == nil {
		return fmt.Errorf("no threads of kind %q", kind)
	}
	c := crowds[kind]()
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		n, err := strconv.Atoi(in.Text())
		if err != nil {
			return err
		}
		start := time.Now()
		if err := c.grow(n); err != nil {
			fmt.Printf("end: %v\n", err)
			continue
		}
		fmt.Println(time.Since(start).Nanoseconds())
	}
	return c.release()
}

// parked is what raw threads of a crowd share.
type parked struct{ there, wanted, gate word.Uint32 }

func (p *parked) park() {
	if p.there.Add(1) == p.wanted.Load() {
		futex.Wake(word.Addr(&p.there), 1)
	}
	for p.gate.Load() == 0 {
		futex.Wait(word.Addr(&p.gate), 0)
	}
}

// await waits until all that are wanted are there.
func (p *parked) await() {
	for v := p.there.Load(); v < p.wanted.Load(); v = p.there.Load() {
		futex.Wait(word.Addr(&p.there), v)
	}
}

func (p *parked) open() {
	p.gate.Store(1)
	futex.Wake(word.Addr(&p.gate), 1<<30)
}

type rawCrowd struct {
	parked
	all []*kthread.Thread
}

func (c *rawCrowd) grow(n int) error {
	c.wanted.Add(uint32(n))
	for range n {
		th, err := kthread.Spawn(kthread.Config{StackSize: smallStack}, c.park)
		if err != nil {
			return err
		}
		c.all = append(c.all, th)
	}
	c.await()
	return nil
}

func (c *rawCrowd) release() error {
	c.open()
	for _, th := range c.all {
		if err := th.Join(); err != nil {
			return err
		}
	}
	return nil
}

// A groupCrowd grows by a group each time.
type groupCrowd struct {
	parked
	all []*kthread.Group
}

func (c *groupCrowd) grow(n int) error {
	c.wanted.Add(uint32(n))
	g, err := kthread.SpawnN(kthread.Config{StackSize: smallStack}, n, func(int) { c.park() })
	if err != nil {
		return err
	}
	c.all = append(c.all, g)
	c.await()
	return nil
}

func (c *groupCrowd) release() error {
	c.open()
	for _, g := range c.all {
		if err := g.Join(); err != nil {
			return err
		}
	}
	return nil
}

type lockedCrowd struct {
	gate chan struct{}
	all  sync.WaitGroup
}

func (c *lockedCrowd) grow(n int) error {
	debug.SetMaxThreads(2 * mostLocked)
	var there sync.WaitGroup
	there.Add(n)
	for range n {
		c.all.Go(func() {
			runtime.LockOSThread() // ends with its thread
			there.Done()
			<-c.gate
		})
	}
	there.Wait()
	return nil
}

func (c *lockedCrowd) release() error {
	close(c.gate)
	c.all.Wait()
	return nil
}

// mostLocked is the last rung of locked goroutines: Go lets a program have so
// many threads by itself.
const mostLocked = 10_000
