package bridge

import (
	"rawthread/futex"
	"rawthread/internal/word"
)

// A gate is where threads wait for one side of a ring: producers for space,
// consumers for items. Raw threads sleep in the kernel on epoch; goroutines by
// turns in a read of an eventfd, which is Go's netpoller's: see turnstile.
//
//	waiter                                   who changed the ring
//	1 sleepers += 1, or set sleepingGo       1 change the ring
//	2 e = epoch                              2 sleepers == 0? done, no system call
//	3 look at the ring: ready? leave         3 epoch += 1, if raw threads sleep wake n
//	4 sleep while epoch == e, or read        4 sleepingGo set? clear it, and who does
//	  the eventfd; again from 2 (or 1)         so writes to the eventfd
//
// Why no wake is lost: each side writes first and then reads what the other
// writes, and all of it is sequentially consistent. So either the waiter sees
// the change in its step 3, or its step 1 is seen in the other's step 2. In that
// case: if epoch moved before the waiter's step 2, so did the ring, and step 3
// sees it; if after, the kernel finds another value, or the sleeper to wake.
//
// sleepers counts raw threads in its low 31 bits: those between 1 and leaving.
// The highest bit is sleepingGo: written by the one goroutine whose turn it is,
// and cleared by it or by the one that then writes to the eventfd. A write that
// comes when the goroutine is gone makes the next one look once more, no worse.
//
// signalling counts those between a look at sleepingGo and the end of the write
// that it may lead to. Who closes the eventfd first sees to it that sleepingGo
// stays clear, and then waits for signalling to be 0: whoever comes later finds
// the bit clear, and does not write.
//
// n items wake at most n raw threads. The ring may give them out of order: a
// thread that was woken for a later slot finds an earlier one not written yet,
// and sleeps again. So who slept and then got something looks whether there is
// more, and passes the wake on (passOn).
type gate struct {
	epoch      word.Uint32
	sleepers   word.Uint32
	signalling word.Uint32
	_          [lineSize - 12]byte
}

const sleepingGo = 1 << 31

// Forever is the deadline that never comes.
const Forever = futex.Forever

// enter announces a raw thread that may sleep, leave takes it back.
func (g *gate) enter() { g.sleepers.Add(1) }
func (g *gate) leave() { g.sleepers.Add(^uint32(0)) }

// sleep sleeps while epoch == e, until the deadline.
func (g *gate) sleep(scope futex.Scope, e uint32, deadline int64) error {
	if deadline == Forever {
		return scope.Wait(word.Addr(&g.epoch), e)
	}
	return scope.WaitUntil(word.Addr(&g.epoch), e, futex.Monotonic, max(deadline, 0))
}

// announceGo sets sleepingGo, retractGo clears it, and reports whether it was set.
func (g *gate) announceGo() {
	for v := g.sleepers.Load(); v&sleepingGo == 0 && !g.sleepers.CompareAndSwap(v, v|sleepingGo); v = g.sleepers.Load() {
	}
}

func (g *gate) retractGo() bool {
	for {
		v := g.sleepers.Load()
		if v&sleepingGo == 0 {
			return false
		}
		if g.sleepers.CompareAndSwap(v, v&^sleepingGo) {
			return true
		}
	}
}

// wake wakes at most n raw threads, and reports whether a goroutine sleeps.
func (g *gate) wake(scope futex.Scope, n int) (goroutine bool) {
	v := g.sleepers.Load()
	if v&^sleepingGo != 0 {
		g.epoch.Add(1)
		scope.Wake(word.Addr(&g.epoch), n)
	}
	return v&sleepingGo != 0
}

// beginSignal reports whether the caller has to write to the eventfd. Either way
// endSignal follows.
func (g *gate) beginSignal() bool {
	g.signalling.Add(1)
	return g.retractGo()
}

func (g *gate) endSignal() { g.signalling.Add(^uint32(0)) }
