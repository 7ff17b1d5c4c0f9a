package model

import (
	"fmt"
	"iter"
	"runtime"
	"unsafe"
)

// A status says what a thread can do.
type status uint8

const (
	running status = iota // it stands before its op
	asleep                // in futex wait
	done
)

// A thread is a coroutine of the model.
type thread struct {
	run  *Run
	id   int
	name string
	kin  uint64 // the same for threads that are alike
	body func()

	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool

	pointers [2]uintptr // that are on the stack

	status status
	op     op
	res    uint64
	local  sum    // its local state, where it stands now
	marks  []span // plain accesses since its last step
	buffer []entry
	// yielded is the memory as it was when the thread last yielded.
	yielded sum
}

// current is the thread of the model that runs now; nil in between.
var current *thread

// aborted unwinds a thread whose execution is over.
type aborted struct{}

// create makes the coroutine, which then makes one execution after the other, on
// the same stack.
func (th *thread) create() {
	th.next, th.stop = iter.Pull(func(yield func(struct{}) bool) {
		th.yield = yield
		th.pointers = [2]uintptr{uintptr(unsafe.Pointer(th)), *(*uintptr)(unsafe.Pointer(&yield))}
		for {
			th.execution()
			th.status = done
			if !yield(struct{}{}) {
				return
			}
		}
	})
}

// execution runs the body until it ends, fails, or the execution is over.
func (th *thread) execution() {
	defer func() {
		switch r := recover().(type) {
		case nil, aborted:
		case *Failure:
			th.run.fail(r)
		default:
			buf := make([]byte, 4096)
			th.run.fail(&Failure{Kind: "panic", Text: fmt.Sprintf("thread %s: %v\n%s", th.name, r, buf[:runtime.Stack(buf, false)])})
		}
	}()
	th.runBody()
}

// resume lets the thread run up to its next op, or to its end.
func (th *thread) resume() {
	th.status = running
	current = th
	th.next()
	current = nil
}

// do hands an op to the explorer and returns its result.
func (th *thread) do(o op) uint64 {
	if th.run.tracing {
		o.pc = caller()
	}
	th.op = o
	th.look()
	if !th.yield(struct{}{}) || th.run.ended {
		panic(aborted{})
	}
	scrub()
	return th.res
}

// sum is the thread's part of the state.
func (th *thread) sum() sum {
	s := sum{}.mix(th.kin).mix(uint64(th.status))
	if th.status != done {
		s = s.mix(th.local[0]).mix(th.local[1])
	}
	s = s.mix(th.yielded[0])
	for _, m := range th.marks {
		s = s.mix(th.run.idOf(m.p)).mix(uint64(m.n) << 1)
		if m.write {
			s = s.mix(1)
		}
	}
	for _, e := range th.buffer {
		s = s.mix(th.run.idOf(e.addr)).mix(e.val)
	}
	if th.status == asleep { // requeueing moves a sleeper
		s = s.mix(th.run.idOf(th.op.addr))
	}
	return s.done()
}
