package model

import (
	"fmt"
	"reflect"
	"unsafe"
)

// A Run is a model, in one execution after the other.
type Run struct {
	cfg     *Config
	threads []*thread
	names   []region
	words   []wordRef // every one that was touched
	named   int       // how many of them have names
	plain   []wordRef
	check   func() error
	always  func() error
	begin   [][]byte // of names
	failure *Failure
	now     int64 // what the clocks show
	ended   bool
	tracing bool
	trace   []Line
	steps   int

	spurious, signals, timeouts, preemptions int
	last                                     int // the thread that made the last step

	groups uint64
	ready  bool // the threads have begun
}

type region struct {
	lo, hi uintptr
	p      unsafe.Pointer
	id     uint64
	name   string
	typ    reflect.Type
}

type wordRef struct {
	p    unsafe.Pointer
	wide bool
	n    uintptr // of plain memory
	id   uint64
}

// Go adds a thread.
func (m *Run) Go(name string, body func()) {
	m.groups++
	m.add(name, m.groups, body)
}

// Group adds n threads that are alike: states that differ only in who of them
// does what count as one. The body may not tell them apart.
func (m *Run) Group(n int, name string, body func()) {
	m.groups++
	for i := range n {
		m.add(fmt.Sprintf("%s%d", name, i+1), m.groups, body)
	}
}

func (m *Run) add(name string, kin uint64, body func()) {
	if m.ready {
		panic("model: a thread is added while the threads run")
	}
	m.threads = append(m.threads, &thread{run: m, id: len(m.threads), name: name, kin: kin, body: body})
}

// Check has f look at the memory when all threads are done.
func (m *Run) Check(f func() error) { m.check = f }

// Always has f look at the memory in each state.
func (m *Run) Always(f func() error) { m.always = f }

// Name says what the variable at p is called. Words in it then have names in
// traces, and are the same words to the explorer in all executions.
func Name[T any](m *Run, name string, p *T) {
	NameRange(m, name, unsafe.Pointer(p), reflect.TypeFor[T]())
}

// NameRange is [Name] for memory of a type that is known late.
func NameRange(m *Run, name string, p unsafe.Pointer, t reflect.Type) {
	lo := uintptr(p)
	m.names = append(m.names, region{lo, lo + t.Size(), p, sum{}.mixString(name)[0], name, t})
	m.touchWords(p, t)
}

// touchWords enters the words that lie in a variable of type t.
func (m *Run) touchWords(p unsafe.Pointer, t reflect.Type) {
	switch {
	case isWord(t), t.Kind() == reflect.Uint64: // an eventfd's counter
		m.touch(p, t.Size() == 8, nil)
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			m.touchWords(unsafe.Add(p, t.Field(i).Offset), t.Field(i).Type)
		}
	case t.Kind() == reflect.Array:
		for i := range t.Len() {
			m.touchWords(unsafe.Add(p, uintptr(i)*t.Elem().Size()), t.Elem())
		}
	}
}

// idOf returns what p is called, in the same way in every execution.
func (m *Run) idOf(p unsafe.Pointer) uint64 {
	a := uintptr(p)
	for i := range m.names {
		if r := &m.names[i]; a >= r.lo && a < r.hi {
			return r.id + uint64(a-r.lo)*mulA
		}
	}
	for i := range m.words {
		if m.words[i].p == p {
			return m.words[i].id
		}
	}
	for i := range m.plain {
		if m.plain[i].p == p {
			return m.plain[i].id
		}
	}
	return 0
}

// touch enters a word that a thread, or nobody while the model is built, is
// about to use.
func (m *Run) touch(p unsafe.Pointer, wide bool, th *thread) {
	for i := range m.words {
		if m.words[i].p == p {
			return
		}
	}
	id := m.idOf(p)
	if id == 0 {
		m.unnamed("word", th)
		return
	}
	m.words = append(m.words, wordRef{p: p, wide: wide, id: id})
}

func (m *Run) unnamed(what string, th *thread) {
	m.fail(&Failure{Kind: "model", Text: "thread " + th.name + " uses a " + what + " that has no name: see model.Name"})
}

// memory is the hash of all words and of the plain memory that is protected.
func (m *Run) memory() sum {
	var s sum
	for i := range m.words {
		w := &m.words[i]
		s = s.add(sum{}.mix(w.id).mix(peek(w.p, w.wide)).done())
	}
	for i := range m.plain {
		w := &m.plain[i]
		s = s.add(sum{}.mix(w.id).mixBytes(w.p, w.n).done())
	}
	return s
}

// state is the hash of all that decides what can follow.
func (m *Run) state() sum {
	s := m.memory()
	for _, th := range m.threads {
		s = s.add(th.sum())
	}
	s = s.mix(uint64(m.now)).mix(uint64(m.timeouts)<<16 | uint64(m.spurious)<<8 | uint64(m.signals))
	if m.cfg.Preemptions != 0 {
		s = s.mix(uint64(m.preemptions))
		if m.last >= 0 { // alike threads count alike here too
			s = s.mix(m.threads[m.last].sum()[0])
		}
	}
	return s
}

// newRun builds the program, and keeps what its variables are to begin with.
func newRun(cfg *Config, build func(*Run), tracing bool) *Run {
	m := &Run{cfg: cfg, tracing: tracing}
	build(m)
	m.ready = true
	for _, th := range m.threads {
		th.create()
	}
	m.named = len(m.words)
	for _, r := range m.names {
		m.begin = append(m.begin, append([]byte(nil), r.bytes()...))
	}
	return m
}

// start makes the variables what they were, and brings all threads before their
// first op. Variables and threads stay where they are from one execution to the
// next, so that what is left of pointers on stacks is always the same.
func (m *Run) start() {
	for i, r := range m.names {
		copy(r.bytes(), m.begin[i])
	}
	m.failure, m.ended = nil, false
	m.trace = nil
	m.plain = m.plain[:0]
	m.words = m.words[:m.named]
	m.now, m.steps, m.spurious, m.signals, m.timeouts, m.preemptions = 0, 0, 0, 0, 0, 0
	m.last = -1
	for _, th := range m.threads {
		th.status, th.op, th.res, th.local, th.yielded = done, op{}, 0, sum{}, sum{}
		th.marks, th.buffer = th.marks[:0], th.buffer[:0]
	}
	for _, th := range m.threads {
		th.resume()
	}
}

func (r *region) bytes() []byte {
	return unsafe.Slice((*byte)(r.p), r.hi-r.lo)
}

// end unwinds what is left of an execution.
func (m *Run) end() {
	m.ended = true
	for _, th := range m.threads {
		if th.status != done {
			th.resume()
		}
	}
}

// close ends the coroutines.
func (m *Run) close() {
	for _, th := range m.threads {
		th.stop()
	}
}

// over reports whether all threads are done and all stores are out.
func (m *Run) over() bool {
	for _, th := range m.threads {
		if th.status != done || len(th.buffer) > 0 {
			return false
		}
	}
	return true
}
