//go:build model

package kthread

import (
	"fmt"
	"reflect"
	"testing"
	"unsafe"

	"rawthread/futex"
	"rawthread/internal/model"
)

// The models of pools: the code of submitters, workers, waiters and Close, with
// bodies that count. Threads of the model are the workers; what replaces one that
// leaves is made of the completion word, which has models of its own.
// docs/models.md.

// A poolModel is a pool with tasks whose runs are counted, in plain memory, so
// that two runs at once, or a waiter that is through too early, are races.
type poolModel struct {
	*pool
	tasks []task
	runs  []model.Var[uint32]
	in    []model.Var[uint32] // how often each was let in: its submitter's
}

func newPoolModel(m *model.Run, workers, cells, tasks int) *poolModel {
	p := &poolModel{pool: &pool{workers: make([]worker, workers)}, tasks: make([]task, tasks), runs: make([]model.Var[uint32], tasks), in: make([]model.Var[uint32], tasks)}
	p.ring.cells = newPoolRing(cells)
	p.live.Store(uint32(workers))
	for i := range p.workers {
		p.workers[i].pool, p.workers[i].number = p.pool, uint32(i)
	}
	for i := range p.tasks {
		p.tasks[i] = task{in: p.pool, body: func() { p.runs[i].Set(p.runs[i].Get() + 1) }}
	}
	model.Name(m, "ring", &p.ring)
	model.Name(m, "idle", &p.idle)
	model.Name(m, "room", &p.room)
	model.Name(m, "live", &p.live)
	nameAll(m, "cells", p.ring.cells)
	nameAll(m, "workers", p.workers)
	nameAll(m, "tasks", p.tasks)
	nameAll(m, "runs", p.runs)
	nameAll(m, "let in", p.in)
	for i := range p.workers {
		m.Go(fmt.Sprint("worker ", i), p.workers[i].work)
	}
	m.Check(p.check)
	return p
}

func nameAll[T any](m *model.Run, name string, all []T) {
	model.NameRange(m, name, unsafe.Pointer(unsafe.SliceData(all)), reflect.ArrayOf(len(all), reflect.TypeFor[T]()))
}

// check is what must hold when all have ended.
func (p *poolModel) check() error {
	for i := range p.tasks {
		v := p.tasks[i].state.Load()
		if v&taskPhase == taskPending || v&taskAwaited != 0 {
			return fmt.Errorf("task %d ends as %#x", i, v)
		}
		want := p.in[i].Get()
		if v&taskPhase == taskDropped {
			want--
		}
		if n := p.runs[i].Get(); n != want {
			return fmt.Errorf("task %d was let in %d times and ran %d times, in the end it is %#x", i, p.in[i].Get(), n, v)
		}
	}
	if n := p.room.waiters.Load(); n != 0 {
		return fmt.Errorf("%d submitters are still counted", n)
	}
	if p.live.Load() != 0 || p.idle.top.Load()&idleNumber != 0 || !p.ring.drained() {
		return fmt.Errorf("workers are left, or the ring is not drained")
	}
	return nil
}

// start submits a task, and reports whether it was let in.
func (p *poolModel) start(i int) bool {
	err := p.submit(&p.tasks[i], futex.Forever, nil)
	among(err, nil, ErrPoolClosed)
	if err == nil {
		p.in[i].Set(p.in[i].Get() + 1)
	}
	return err == nil
}

// run submits a task and waits for it.
func (p *poolModel) run(i int) {
	if p.start(i) {
		among(p.tasks[i].await(futex.Forever, nil), nil)
		n, ran := p.in[i].Get(), p.runs[i].Get()
		model.Assert(ran == n, "let in %d times, ran %d times, and Wait returned", n, ran)
	}
}

// bounded has at most n preemptions in an execution, or any number if n is 0 or the
// models are to be large.
func bounded(n int) model.Config {
	if model.Large() {
		n = 0
	}
	return model.Config{Preemptions: n}
}

// TestModelPool: submitters wait for their tasks, and the last closes the pool.
func TestModelPool(t *testing.T) {
	for _, c := range []struct{ workers, submitters, preemptions int }{{1, 1, 0}, {1, 2, 2}, {2, 1, 2}, {2, 2, 1}} {
		t.Run(fmt.Sprint(c.workers, " workers ", c.submitters, " submitters"), func(t *testing.T) {
			model.Explore(t, bounded(c.preemptions), func(m *model.Run) {
				p := newPoolModel(m, c.workers, 2, c.submitters)
				for i := range c.submitters {
					m.Go(fmt.Sprint("submitter ", i), func() {
						p.run(i)
						if i == 0 {
							p.run(i)
							p.close()
						}
					})
				}
			})
		})
	}
}

// TestModelPoolClose: another thread closes meanwhile: what was let in runs.
func TestModelPoolClose(t *testing.T) {
	for workers := 1; workers <= 2; workers++ {
		t.Run(fmt.Sprint(workers, " workers"), func(t *testing.T) {
			model.Explore(t, bounded(3-workers), func(m *model.Run) {
				p := newPoolModel(m, workers, 2, 2)
				for i := range p.tasks {
					m.Go(fmt.Sprint("submitter ", i), func() { p.start(i) })
				}
				m.Go("closer", p.close)
			})
		})
	}
}

// TestModelPoolFull: more submitters than there is room: each gets in.
func TestModelPoolFull(t *testing.T) {
	model.Explore(t, bounded(2), func(m *model.Run) {
		p := newPoolModel(m, 1, 2, 4)
		m.Go("first", func() {
			p.start(0)
			p.start(1)
			p.start(2)
			among(p.tasks[2].await(futex.Forever, nil), nil)
			among(p.tasks[3].await(futex.Forever, nil), nil, ErrNotStarted)
			p.close()
		})
		m.Go("second", func() { p.start(3) })
	})
}

// TestModelPoolDrop: another thread drops what is queued: each task either runs or is
// dropped, and its waiter is told.
func TestModelPoolDrop(t *testing.T) {
	model.Explore(t, bounded(2), func(m *model.Run) {
		p := newPoolModel(m, 1, 2, 2)
		m.Go("submitter", func() {
			p.start(0)
			p.start(1)
			among(p.tasks[1].await(futex.Forever, nil), nil, ErrDropped)
			p.close()
		})
		m.Go("dropper", func() { p.drop() })
	})
}

// TestModelPoolWaiters: several wait for one task, one by time, with sleeps that end
// by themselves.
func TestModelPoolWaiters(t *testing.T) {
	model.Explore(t, model.Config{Spurious: 1, Signals: 1, Timeouts: 1, Preemptions: bounded(1).Preemptions}, func(m *model.Run) {
		p := newPoolModel(m, 1, 2, 1)
		m.Go("submitter", func() {
			p.run(0)
			p.close()
		})
		m.Go("waiter", func() { among(p.tasks[0].await(futex.Forever, nil), nil, ErrNotStarted) })
		m.Go("hasty", func() { among(p.tasks[0].await(1, nil), nil, ErrNotStarted, ErrTimeout) })
	})
}
