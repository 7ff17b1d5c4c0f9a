package kthread

import (
	"fmt"
	"math/bits"
	"runtime"

	"rawthread/futex"
	"rawthread/internal/word"
)

// A Group is threads that were started together, by [SpawnN], and lie side by
// side in one mapping, which is unmapped when all of them are gone. Its methods
// may be called from several threads at once. When the Group is lost before it
// was joined or detached, it is detached.
type Group struct{ *group }

// group is what the handle and the members share. It is kept by its members,
// which the registry keeps.
type group struct {
	// gate holds the members until all of them are there, since none may begin
	// if one can't be made: gateShut until SpawnN knows.
	gate word.Uint32
	left word.Uint32 // members whose part of the mapping is in use

	endings endings

	base, size uintptr
	body       func(i int)
	threads    []thread
}

const (
	gateShut  = 0
	gateOpen  = 1
	gateNever = 2 // one could not be made: the others end
)

// maxThreads is more than a kernel can have.
const maxThreads = 1 << 22

// SpawnN starts n threads, of which each runs body with its number, from 0 on: all
// of them or, with an error, none. No body begins before all threads are there
// and have what cfg asks for, which is the same for all. Compared with n calls of
// [Spawn] it makes one mapping, and the threads' records in one piece; where guards
// are markers (MADV_GUARD_INSTALL, Linux 6.13) it is one mapping to
// vm.max_map_count however many they are. Memory is given back when all have
// ended. With cfg.Detached the Group is detached. Goroutines only.
func SpawnN(cfg Config, n int, body func(i int)) (*Group, error) {
	if err := checkEnvironment(&cfg, body == nil); err != nil {
		return nil, err
	}
	if n < 1 || n > maxThreads {
		return nil, invalid("SpawnN is to start %d threads; it starts 1 to %d, which is Linux's PID_MAX_LIMIT", n, maxThreads)
	}
	reapLost()
	if !cfg.Unchecked {
		if _, err := checkBody(body, cfg.Calls); err != nil {
			return nil, err
		}
	}
	g, err := newGroup(&cfg, n, body)
	if err != nil {
		return nil, err
	}
	for i := range g.threads {
		if err := g.threads[i].launch(); err != nil {
			return nil, g.abort(i, err)
		}
	}
	if g.threads[0].setup.wanted() {
		for i := range g.threads {
			if err := g.threads[i].awaitReady(); err != nil {
				return nil, g.abort(n, err)
			}
		}
	}
	g.openGate(gateOpen)
	h := &Group{g}
	runtime.AddCleanup(h, (*group).lose, g)
	if cfg.Detached {
		g.lose()
	}
	return h, nil
}

// newGroup makes what n threads need.
func newGroup(cfg *Config, n int, body func(int)) (*group, error) {
	tl, err := threadTLS()
	if err != nil {
		return nil, err
	}
	l, align, err := regionLayout(cfg, &tl)
	if err != nil {
		return nil, err
	}
	stride := (l.Size() + align - 1) &^ (align - 1)
	over, size := bits.Mul(uint(stride), uint(n))
	if over != 0 || size > 1<<(bits.UintSize-1) {
		return nil, invalid("%d threads of %d bytes each don't fit into the address space", n, stride)
	}
	marked := l.marks()
	base, err := mapAligned(uintptr(size), align, marked)
	if err != nil {
		return nil, err
	}
	g := &group{base: base, size: uintptr(size), body: body, threads: make([]thread, n)}
	name := bodyName(body)
	for i := range g.threads {
		t := &g.threads[i]
		t.group, t.index = g, uint32(i)
		t.bodyName, t.name = name, cfg.Name
		t.self.thread = t
		t.setup = newSetup(cfg)
		t.layout = l.at(base + uintptr(i)*stride)
		if err := t.layout.open(marked); err != nil {
			unmap(base, g.size)
			return nil, memoryError(opProtect, err, l.Size())
		}
		t.writeInstance(&tl)
		t.state.Store(statePrepared)
	}
	g.left.Store(uint32(n))
	for i := range g.threads {
		register(&g.threads[i])
	}
	return g, nil
}

// openGate lets the members go, one way or the other.
func (g *group) openGate(to uint32) {
	g.gate.Store(to)
	futex.Wake(word.Addr(&g.gate), 1<<30)
}

// pass is where a member waits for the others to be made. It reports whether
// they were.
func (g *group) pass() bool {
	for g.gate.Load() == gateShut {
		futex.Wait(word.Addr(&g.gate), gateShut)
	}
	return g.gate.Load() == gateOpen
}

// abort ends the first members, which were started, and frees all.
func (g *group) abort(started int, err error) error {
	g.openGate(gateNever)
	for i := range g.threads {
		t := &g.threads[i]
		if i < started {
			t.awaitEnd()
		} else if t.state.CompareAndSwap(statePrepared, stateReleased) {
			t.free()
		}
	}
	return &groupError{started, len(g.threads), err}
}

// A groupError is why a Group was not made.
type groupError struct {
	at, of int
	err    error
}

func (e *groupError) Error() string {
	return fmt.Sprintf("%v (SpawnN: %d of %d threads were there; all are gone)", e.err, e.at, e.of)
}
func (e *groupError) Unwrap() error { return e.err }

// release gives back one member's part of the mapping. Both kinds of thread.
func (g *group) release() {
	if g.left.Add(^uint32(0)) == 0 {
		unmap(g.base, g.size)
	}
}

// member reports whether the caller is one.
func (g *group) member() bool {
	inst := self()
	return inst != nil && (*thread)(pointer(inst.thread)).group == g
}

// Len returns how many threads the group has. Goroutines and raw threads.
func (g *Group) Len() int { return len(g.threads) }

// Thread returns a handle on the thread that body was given i for. It can be
// joined by it, but not detached ([ErrGrouped]); the handle does not keep the Group.
// It panics if i is out of range. Goroutines and raw threads.
func (g *Group) Thread(i int) *Thread { return &g.threads[i].self }
