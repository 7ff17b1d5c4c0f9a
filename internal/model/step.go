package model

import "unsafe"

// An event is something that can happen next: a thread's op, or what happens
// to a thread.
type event struct {
	thread uint8
	what   what
	arg    uint16 // which of several outcomes
}

type what uint8

const (
	takeStep what = iota
	timesOut
	wakesUp // without a cause
	interrupted
	flushes // a store leaves the buffer
)

// events lists what can happen, the last thread's step first: so the first
// executions have few switches.
func (m *Run) events(to []event) []event {
	if m.failure != nil {
		return to
	}
	preempt := true
	if m.cfg.Preemptions != 0 && m.preemptions >= max(0, m.cfg.Preemptions) && m.last >= 0 {
		preempt = len(m.threads[m.last].events(nil)) == 0
	}
	if m.last >= 0 {
		to = m.threads[m.last].events(to)
	}
	for _, th := range m.threads {
		if th.id != m.last && preempt {
			to = th.events(to)
		}
	}
	for _, th := range m.threads {
		to = th.incidents(to)
	}
	return to
}

// events lists the steps that the thread can make.
func (th *thread) events(to []event) []event {
	if th.status != running {
		return to
	}
	e := event{thread: uint8(th.id)}
	n := 1
	switch th.op.kind {
	case opEventRead:
		if th.op.get() == 0 {
			return to
		}
	case opYield:
		if !th.changed() {
			return to
		}
	case opWake:
		n = choose(len(th.run.sleepers(th.op.addr, th.op.mask)), int(th.op.a))
	case opRequeue:
		k := len(th.run.sleepers(th.op.addr, matchAny))
		n = choose(k, int(th.op.a)) * choose(max(0, k-int(th.op.a)), th.op.n2)
	}
	for i := range n {
		e.arg = uint16(i)
		to = append(to, e)
	}
	return to
}

// incidents lists what can happen to the thread without its doing.
func (th *thread) incidents(to []event) []event {
	if th.status == asleep {
		if th.op.deadline != Never && (th.run.cfg.Timeouts == 0 || th.run.timeouts < th.run.cfg.Timeouts) {
			to = append(to, event{uint8(th.id), timesOut, 0})
		}
		if th.run.spurious < th.run.cfg.Spurious {
			to = append(to, event{uint8(th.id), wakesUp, 0})
		}
		if th.run.signals < th.run.cfg.Signals {
			to = append(to, event{uint8(th.id), interrupted, 0})
		}
	}
	for i := range th.buffer {
		if th.mayFlush(i) {
			to = append(to, event{uint8(th.id), flushes, uint16(i)})
		}
	}
	return to
}

// changed reports whether the memory is another than when the thread last
// yielded: if not, another round of its loop would end where this one did.
func (th *thread) changed() bool { return th.yielded != th.run.memory() }

// happen makes e happen.
func (m *Run) happen(e event) {
	th := m.threads[e.thread]
	m.steps++
	if m.cfg.Preemptions != 0 && e.what == takeStep {
		if m.last >= 0 && m.last != th.id && len(m.threads[m.last].events(nil)) > 0 {
			m.preemptions++
		}
	}
	if m.tracing {
		m.note(e)
	}
	switch e.what {
	case timesOut:
		m.timeouts++
		m.now = max(m.now, th.op.deadline)
		th.res = waitTimeout
	case wakesUp:
		m.spurious++
		th.res = waitWoken
	case interrupted:
		m.signals++
		th.res = waitInterrupted
	case flushes:
		th.flush(int(e.arg))
		return
	default:
		m.last = th.id
		th.marks = th.marks[:0]
		th.execute(int(e.arg))
		return
	}
	m.result(th, th.res)
	th.resume()
}

// execute makes the thread's op, and runs it up to the next.
func (th *thread) execute(variant int) {
	m, o := th.run, &th.op
	if o.addr != nil {
		m.touch(o.addr, o.wide, th)
	}
	if o.kind != opLoad && o.kind != opYield && o.kind != opPlainStore && (o.kind != opStore || m.cfg.Buffers != BufferStores) {
		th.flushAll()
	}
	switch o.kind {
	case opLoad:
		th.res = th.forwarded(o)
	case opPlainStore, opStore:
		if o.kind == opPlainStore || m.cfg.Buffers == BufferStores {
			th.buffer = append(th.buffer, entry{o.addr, o.wide, o.a})
		} else {
			poke(o.addr, o.wide, o.a)
		}
		th.res = 0
	case opWait:
		th.wait()
		m.result(th, th.res)
		if th.status != asleep {
			th.resume()
		}
		return
	case opWake:
		woken := pick(m.sleepers(o.addr, o.mask), int(o.a), variant)
		th.res = uint64(len(woken))
		m.result(th, th.res)
		m.wakeAll(woken)
		th.resume()
		return
	case opRequeue:
		th.requeue(variant)
		return
	case opEventRead:
		th.res = o.get()
		poke(o.addr, o.wide, 0)
	case opEventWrite:
		poke(o.addr, o.wide, o.get()+o.a)
		th.res = 0
	case opYield:
		th.yielded = m.memory()
		th.res = 0
	default:
		next, res := o.readModifyWrite(o.get())
		poke(o.addr, o.wide, next)
		th.res = res
	}
	m.result(th, th.res)
	th.resume()
}

// An entry is a store that the others don't see yet.
type entry struct {
	addr unsafe.Pointer
	wide bool
	val  uint64
}

// forwarded is what the thread loads: its own last store, or the memory.
func (th *thread) forwarded(o *op) uint64 {
	for i := len(th.buffer) - 1; i >= 0; i-- {
		if th.buffer[i].addr == o.addr {
			return th.buffer[i].val
		}
	}
	return o.get()
}

// mayFlush reports whether the store i may leave before those ahead of it: plain
// stores to other words do.
func (th *thread) mayFlush(i int) bool {
	if th.run.cfg.Buffers == BufferStores {
		return i == 0
	}
	for _, e := range th.buffer[:i] {
		if e.addr == th.buffer[i].addr {
			return false
		}
	}
	return true
}

func (th *thread) flush(i int) {
	e := th.buffer[i]
	poke(e.addr, e.wide, e.val)
	th.buffer = append(th.buffer[:i:i], th.buffer[i+1:]...)
}

func (th *thread) flushAll() {
	for len(th.buffer) > 0 {
		th.flush(0)
	}
}
