package model

import (
	"unsafe"
)

// What a wait returns.
const (
	waitWoken = iota
	waitChanged
	waitTimeout
	waitInterrupted
)

const matchAny = 0xffffffff

// A WaitOn is a word of a wait for several.
type WaitOn struct {
	Addr *uint32
	Val  uint32
}

// wait is the kernel's compare-and-sleep. The kernel compares and queues under
// the lock of the word's hash bucket, and a waker takes the same lock, behind a
// full barrier, if anybody may be queued: so both are one step here.
func (th *thread) wait() {
	o := &th.op
	if o.get() != o.a {
		th.res = waitChanged
		return
	}
	for _, w := range o.more {
		th.run.touch(unsafe.Pointer(w.Addr), false, th)
		if *w.Addr != w.Val {
			th.res = waitChanged
			return
		}
	}
	if o.deadline != Never && o.deadline <= th.run.now {
		th.res = waitTimeout
		return
	}
	th.status = asleep
}

// sleepers are the threads that a wake of p can meet.
func (m *Run) sleepers(p unsafe.Pointer, mask uint32) []*thread {
	var all []*thread
	for _, th := range m.threads {
		if th.status != asleep || th.op.mask&mask == 0 {
			continue
		}
		hit := th.op.addr == p
		for _, w := range th.op.more {
			hit = hit || unsafe.Pointer(w.Addr) == p
		}
		if hit {
			all = append(all, th)
		}
	}
	return all
}

// wakeAll lets sleepers go on: each has its result, and runs to its next op.
func (m *Run) wakeAll(woken []*thread) {
	for _, th := range woken {
		th.res = waitWoken
		if m.tracing {
			m.noteWoken(th)
		}
		th.resume()
	}
}

// requeue is FUTEX_CMP_REQUEUE: wakes some and moves others to a second word.
func (th *thread) requeue(variant int) {
	m, o := th.run, &th.op
	m.touch(o.addr2, false, th)
	if o.cmp && o.get() != o.b {
		th.res = ^uint64(0)
		m.result(th, th.res)
		th.resume()
		return
	}
	all := m.sleepers(o.addr, matchAny)
	ways := choose(len(all), int(o.a))
	woken := pick(all, int(o.a), variant%ways)
	var rest []*thread
	for _, s := range all {
		mine := false
		for _, w := range woken {
			mine = mine || w == s
		}
		if !mine {
			rest = append(rest, s)
		}
	}
	moved := pick(rest, o.n2, variant/ways)
	for _, s := range moved {
		s.op.addr = o.addr2
	}
	th.res = uint64(len(woken) + len(moved))
	m.result(th, th.res)
	m.wakeAll(woken)
	th.resume()
}

// choose is the number of ways to take k of n: all of them in one way if there
// are no more.
func choose(n, k int) int {
	if k >= n || k <= 0 {
		return 1
	}
	ways := 1
	for i := range k {
		ways = ways * (n - i) / (i + 1)
	}
	return ways
}

// pick returns the way-th choice of k of all.
func pick(all []*thread, k, way int) []*thread {
	if k <= 0 {
		return nil
	}
	if k >= len(all) {
		return all
	}
	first := choose(len(all)-1, k-1)
	if way < first {
		return append([]*thread{all[0]}, pick(all[1:], k-1, way)...)
	}
	return pick(all[1:], k, way-first)
}
