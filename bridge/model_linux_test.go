//go:build model

package bridge

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"unsafe"

	"rawthread/futex"
	"rawthread/internal/model"
)

// The models of queues: the code of core, the rings and the gates, with slots
// that notice two accesses at once; docs/models.md.

// A ring is a queue of numbers in a model. What was pushed and popped is counted.
type ring struct {
	*core
	slots []model.Var[uint32]
}

func newRing(m *model.Run, kind Kind, size int) *ring {
	c := &core{kind: kind, scope: futex.Private, size: uint32(size), control: new(control)}
	if kind == MPMC {
		c.seqs = make(sequences, size)
		model.NameRange(m, "seqs", unsafe.Pointer(&c.seqs[0]), reflect.ArrayOf(size, reflect.TypeFor[sequence]()))
	}
	model.Name(m, "control", c.control)
	model.Name(m, "space event", &c.stiles[space].fd.count)
	model.Name(m, "items event", &c.stiles[items].fd.count)
	r := &ring{core: c, slots: make([]model.Var[uint32], size)}
	model.NameRange(m, "slots", unsafe.Pointer(&r.slots[0]), reflect.ArrayOf(size, reflect.TypeFor[model.Var[uint32]]()))
	c.start()
	return r
}

// own says which plain words the end of an SPSC ring uses.
func (r *ring) own(s side) {
	if r.kind == SPSC && s == space {
		model.Writes(unsafe.Pointer(&r.one.seenHead), 4)
	} else if r.kind == SPSC {
		model.Writes(unsafe.Pointer(&r.one.seenTail), 4)
	}
}

// wait is await of a raw thread, or of the goroutine that has the turn.
func (r *ring) wait(s side, raw bool) {
	if raw {
		r.awaitRaw(s, Forever)
		return
	}
	count := &r.stiles[s].fd.count
	r.awaitSignal(s, func() error {
		model.EventRead(count)
		return nil
	})
}

// push is Queue.Push, pop Queue.Pop, of one item; both return false if closed.
func (r *ring) push(v uint32, raw bool) bool {
	for waited := false; ; waited = true {
		r.own(space)
		at, n := r.reserve(1)
		if n == 1 {
			r.slots[at&r.mask()].Set(v)
			ok := r.commit(at, 1)
			r.done(space, waited)
			return ok
		}
		if same(r.cannotPush(), ErrClosed) {
			r.done(space, waited)
			return false
		}
		r.wait(space, raw)
	}
}

func (r *ring) pop(raw bool) (uint32, bool) {
	for waited := false; ; waited = true {
		r.own(items)
		at, n := r.claim(1)
		if n == 1 {
			v := r.slots[at&r.mask()].Get()
			r.release(at, 1)
			r.done(items, waited)
			return v, true
		}
		if same(r.cannotPop(), ErrClosed) {
			r.done(items, waited)
			return 0, false
		}
		r.wait(items, raw)
	}
}

// produce pushes first, first+1, ...; consume wants to see that.
func (r *ring) produce(first, n uint32, raw bool) {
	for i := range n {
		r.push(first+i, raw)
	}
}

func (r *ring) consume(first, n uint32, raw bool) {
	for i := range n {
		v, ok := r.pop(raw)
		model.Assert(ok && v == first+i, "popped %d, %v; want %d", v, ok, first+i)
	}
}

func kinds(t *testing.T, test func(t *testing.T, kind Kind, producer, consumer bool)) {
	for _, kind := range []Kind{SPSC, MPMC} {
		for _, producer := range []bool{true, false} {
			for _, consumer := range []bool{true, false} {
				t.Run(fmt.Sprint([]string{"SPSC", "MPMC"}[kind], " raw producer ", producer, " raw consumer ", consumer), func(t *testing.T) {
					test(t, kind, producer, consumer)
				})
			}
		}
	}
}

// TestModelOne: one producer, one consumer, of both kinds, three items through
// two slots: both wait, and the ring wraps around.
func TestModelOne(t *testing.T) {
	kinds(t, func(t *testing.T, kind Kind, producer, consumer bool) {
		model.Explore(t, model.Config{}, func(m *model.Run) {
			r := newRing(m, kind, 2)
			m.Go("producer", func() { r.produce(1, 3, producer) })
			m.Go("consumer", func() { r.consume(1, 3, consumer) })
		})
	})
}

// TestModelClose: another thread closes meanwhile. What a push put in is popped,
// and both ends come to an end.
func TestModelClose(t *testing.T) {
	kinds(t, func(t *testing.T, kind Kind, producer, consumer bool) {
		model.Explore(t, model.Config{Preemptions: bound(2)}, func(m *model.Run) {
			r := newRing(m, kind, 2)
			in, out := new(model.Var[uint32]), new(model.Var[uint32])
			model.Name(m, "in", in)
			model.Name(m, "out", out)
			m.Go("producer", func() {
				for r.push(1, producer) {
					in.Set(in.Get() + 1)
					if in.Get() == 3 {
						return
					}
				}
			})
			m.Go("consumer", func() {
				for {
					if _, ok := r.pop(consumer); !ok {
						return
					}
					out.Set(out.Get() + 1)
				}
			})
			m.Go("closer", func() { r.close() })
			m.Check(func() error {
				if in.Get() != out.Get() {
					return errors.New("an item was lost, or came twice")
				}
				return nil
			})
		})
	})
}

// TestModelMany: two producers and two consumers on an MPMC ring, raw threads; in
// the second model one consumer is a goroutine.
func TestModelMany(t *testing.T) {
	for _, consumer := range []bool{true, false} {
		t.Run(fmt.Sprint("raw consumer ", consumer), func(t *testing.T) {
			model.Explore(t, model.Config{Preemptions: bound(2)}, func(m *model.Run) {
				r := newRing(m, MPMC, 2)
				sum := new(word32)
				model.Name(m, "sum", sum)
				m.Go("producer of 1", func() { r.push(1, true) })
				m.Go("producer of 2", func() { r.push(2, true) })
				m.Go("consumer", func() {
					v, _ := r.pop(consumer)
					sum.Add(v)
				})
				m.Go("raw consumer", func() {
					v, _ := r.pop(true)
					sum.Add(v)
				})
				m.Check(func() error {
					if sum.Load() != 3 {
						return errors.New("an item was lost, or came twice")
					}
					return nil
				})
			})
		})
	}
}

// TestModelFull: three producers of one item each and one consumer of three, on
// two slots: producers wait, and pass wakes on.
func TestModelFull(t *testing.T) {
	model.Explore(t, model.Config{Preemptions: bound(2)}, func(m *model.Run) {
		r := newRing(m, MPMC, 2)
		m.Group(3, "producer", func() { r.push(7, true) })
		m.Go("consumer", func() {
			for range 3 {
				v, ok := r.pop(true)
				model.Assert(ok && v == 7, "popped %d, %v", v, ok)
			}
		})
	})
}

// TestModelSlot: a call, its answer and its deadline: the slot comes back once,
// by whichever of both it is to be, and an answer in time is the function's.
func TestModelSlot(t *testing.T) {
	for _, deadline := range []int64{1, Forever} {
		modelSlot(t, deadline)
	}
}

func modelSlot(t *testing.T, deadline int64) {
	model.Explore(t, model.Config{Spurious: 1}, func(m *model.Run) {
		s, data, back := new(slot), new(model.Var[uint32]), new(word32)
		asked := new(word32)
		model.Name(m, "slot", s)
		model.Name(m, "data", data)
		model.Name(m, "back", back)
		model.Name(m, "asked", asked)
		m.Go("caller", func() {
			data.Set(1)
			s.ask()
			asked.Store(1) // stands for the queue of requests
			switch err := s.wait(deadline); {
			case err == nil:
				model.Assert(data.Get() == 2, "the answer is %d", data.Get())
				back.Add(1)
			case same(err, ErrClosed):
				back.Add(1)
			}
		})
		m.Go("worker", func() {
			for asked.Load() == 0 {
				model.Yield()
			}
			ok, giveBack := s.run(0, false)
			if ok {
				data.Set(data.Get() + 1)
				giveBack = s.answer()
			}
			if giveBack {
				back.Add(1)
			}
		})
		m.Check(func() error {
			if back.Load() != 1 {
				return fmt.Errorf("the slot came back %d times", back.Load())
			}
			return nil
		})
	})
}

type word32 = model.Uint32

// bound is a bound on preemptions, none if the models are to be large.
func bound(n int) int {
	if model.Large() {
		return 0
	}
	return n
}
