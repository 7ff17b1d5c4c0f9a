//go:build model

package kthread

import (
	"fmt"
	"testing"

	"rawthread/futex"
	"rawthread/internal/model"
)

// The models of the completion word: the code of join, detach, the loss of a
// handle and both ends of a thread, with the kernel's part in between written
// down here. docs/models.md.

// A modelled is a thread whose memory is counted instead of unmapped.
type modelled struct {
	*thread
	own *reclaimed
}

func newModelled(m *model.Run, name string) modelled {
	t := modelled{&thread{}, &reclaimed{}}
	t.state.Store(stateStarting)
	t.ended.Store(bodyRuns)
	model.Name(m, name, t.thread)
	model.Name(m, name+"'s memory", t.own)
	reclaims[t.thread] = t.own
	return t
}

func (t modelled) handle() *Thread { return &Thread{t.thread} }

// live is the life of the thread: threadMain without its set-up.
func (t modelled) live() {
	t.open(stateJoinable)
	t.end()
}

// end is finish.
func (t modelled) end() {
	if t.close() {
		t.die()
		return
	}
	// leave
	t.own.record.Set(t.own.record.Get() + 1)
	t.own.region.Set(t.own.region.Get() + 1)
}

// die is what the kernel does for CLONE_CHILD_CLEARTID, in mm_release: a plain
// store, and a wake, with a full barrier in front. The thread stands on its
// stack until then.
func (t modelled) die() {
	t.own.region.Get()
	t.state.StorePlain(stateExited)
	futex.Shared.Wake(t.word(), 1)
}

// once says that the thread's memory was freed, once.
func once(all ...modelled) func() error {
	return func() error {
		for _, t := range all {
			if a, b := t.own.region.Get(), t.own.record.Get(); a != 1 || b != 1 {
				return fmt.Errorf("in state %s the region was freed %d times, the record %d times", stateNames[t.state.Load()], a, b)
			}
			if n := t.waiters.Load(); n != 0 {
				return fmt.Errorf("%d waiters are still counted", n)
			}
		}
		return nil
	}
}

func among(err error, ok ...error) {
	for _, e := range ok {
		if err == e {
			return
		}
	}
	model.Assert(false, "unexpected error %v", err)
}

// noisy has a sleep end by itself, one by a signal, and one by its time.
var noisy = model.Config{Spurious: 1, Signals: 1, Timeouts: 1}

func TestModelJoin(t *testing.T) {
	for n := 1; n <= 3; n++ {
		t.Run(fmt.Sprint(n, " joiners"), func(t *testing.T) {
			cfg := noisy
			if n == 3 {
				cfg = model.Config{}
			}
			model.Explore(t, cfg, func(m *model.Run) {
				th := newModelled(m, "t")
				m.Go("thread", th.live)
				m.Group(n, "joiner", func() { among(th.join(forever), nil, ErrJoined) })
				m.Check(once(th))
			})
		})
	}
	t.Run("a hasty one", func(t *testing.T) {
		model.Explore(t, model.Config{}, func(m *model.Run) {
			th := newModelled(m, "t")
			m.Go("thread", th.live)
			m.Go("joiner", func() { among(th.join(forever), nil, ErrJoined) })
			m.Go("hasty", func() { among(th.join(1), nil, ErrJoined, ErrTimeout) })
			m.Go("try", func() { among(th.join(0), nil, ErrJoined, ErrTimeout) })
			m.Check(once(th))
		})
	})
}

func TestModelDetach(t *testing.T) {
	t.Run("one", func(t *testing.T) {
		model.Explore(t, noisy, func(m *model.Run) {
			th := newModelled(m, "t")
			m.Go("thread", th.live)
			m.Go("detacher", func() { among(th.detach(), nil) })
			m.Check(once(th))
		})
	})
	t.Run("two", func(t *testing.T) {
		model.Explore(t, model.Config{Timeouts: 1}, func(m *model.Run) {
			th := newModelled(m, "t")
			m.Go("thread", th.live)
			m.Group(2, "detacher", func() { among(th.detach(), nil, ErrDetached) })
			m.Check(once(th))
		})
	})
	t.Run("against joiners", func(t *testing.T) {
		model.Explore(t, model.Config{Timeouts: 1}, func(m *model.Run) {
			th := newModelled(m, "t")
			m.Go("thread", th.live)
			m.Go("detacher", func() { among(th.detach(), nil, ErrJoined) })
			m.Group(2, "joiner", func() { among(th.join(forever), nil, ErrJoined, ErrDetached) })
			m.Check(once(th))
		})
	})
	t.Run("from the start, a joiner", func(t *testing.T) {
		model.Explore(t, noisy, func(m *model.Run) {
			th := newModelled(m, "t")
			m.Go("thread", func() {
				th.open(stateDetached)
				th.end()
			})
			m.Go("joiner", func() { among(th.join(forever), ErrDetached) })
			m.Check(once(th))
		})
	})
}

func TestModelAbandon(t *testing.T) {
	t.Run("running", func(t *testing.T) {
		model.Explore(t, noisy, func(m *model.Run) {
			th := newModelled(m, "t")
			m.Go("thread", th.live)
			m.Go("cleanup", th.abandon)
			m.Check(once(th))
		})
	})
	t.Run("prepared", func(t *testing.T) {
		model.Explore(t, noisy, func(m *model.Run) {
			th := newModelled(m, "t")
			th.state.Store(statePrepared)
			m.Go("releaser", func() { among(th.handle().Release(), nil, ErrStarted) })
			m.Go("cleanup", th.abandon)
			m.Check(once(th))
		})
	})
}

// TestModelSetUp: the set-up fails, and the starter, who gets the error, frees
// the thread, unless a joiner is faster.
func TestModelSetUp(t *testing.T) {
	for _, fails := range []bool{true, false} {
		t.Run(fmt.Sprint("fails ", fails), func(t *testing.T) {
			model.Explore(t, noisy, func(m *model.Run) {
				th := newModelled(m, "t")
				m.Go("thread", func() {
					if fails {
						th.giveUp()
						th.die()
						return
					}
					th.open(stateJoinable)
					th.tellStarter(readyDone)
					th.end()
				})
				m.Go("starter", func() { model.Assert((th.awaitReady() != nil) == fails, "wrong answer to the starter") })
				m.Go("joiner", func() { among(th.join(forever), nil, ErrJoined, ErrDetached) })
				m.Check(once(th))
			})
		})
	}
}

// TestModelDone: two wait for the body's end, and one gives up; a joiner may free
// the thread meanwhile.
func TestModelDone(t *testing.T) {
	t.Run("ends", func(t *testing.T) {
		model.Explore(t, noisy, func(m *model.Run) {
			th := newModelled(m, "t")
			wrote := new(model.Var[uint32])
			model.Name(m, "what the body wrote", wrote)
			m.Go("thread", func() {
				th.open(stateJoinable)
				wrote.Set(1)
				th.bodyIs(bodyEnded)
				th.end()
			})
			m.Group(2, "waiter", func() {
				among(th.waitDone(forever), nil)
				model.Assert(wrote.Get() == 1, "the body's end came before what it wrote")
			})
			m.Go("joiner", func() { among(th.join(forever), nil) })
			m.Check(once(th))
		})
	})
	t.Run("a hasty one", func(t *testing.T) {
		model.Explore(t, model.Config{}, func(m *model.Run) {
			th := newModelled(m, "t")
			m.Go("thread", func() {
				th.open(stateJoinable)
				th.bodyIs(bodyEnded)
			})
			m.Go("waiter", func() { among(th.waitDone(forever), nil) })
			m.Go("hasty", func() { among(th.waitDone(1), nil, ErrTimeout) })
		})
	})
	t.Run("clone fails", func(t *testing.T) {
		model.Explore(t, model.Config{Spurious: 1}, func(m *model.Run) {
			th := newModelled(m, "t")
			m.Go("starter", func() {
				th.state.Store(statePrepared)
				th.bodyIs(bodyAbsent)
			})
			m.Group(2, "waiter", func() { among(th.waitDone(forever), ErrNotStarted) })
		})
	})
}

// TestModelJoinAny: one waits for any of two threads and then for the other; each
// has a joiner of its own.
func TestModelJoinAny(t *testing.T) {
	if !futex.Features().WaitV {
		t.Skip("this kernel has no futex_waitv, so JoinAny looks by time")
	}
	t.Run("two threads", func(t *testing.T) {
		model.Explore(t, model.Config{}, func(m *model.Run) {
			a, b := newModelled(m, "a"), newModelled(m, "b")
			list := []*Thread{a.handle(), b.handle()}
			m.Go("thread a", a.live)
			m.Go("thread b", b.live)
			m.Go("any", func() {
				i, err := joinAny(list, forever, nil)
				among(err, nil)
				other := a
				if i == 0 {
					other = b
				}
				among(other.join(forever), nil)
			})
			m.Check(once(a, b))
		})
	})
	t.Run("and a joiner", func(t *testing.T) {
		model.Explore(t, model.Config{}, func(m *model.Run) {
			a, b := newModelled(m, "a"), newModelled(m, "b")
			a.state.Store(stateJoinable)
			b.state.Store(stateJoinable)
			list := []*Thread{a.handle(), b.handle()}
			m.Go("thread a", a.end)
			m.Go("thread b", b.end)
			m.Go("any", func() {
				i, err := joinAny(list, forever, nil)
				if err == ErrJoined {
					model.Assert(i == 1, "thread %d is said to be joined", i)
					return
				}
				among(err, nil)
				if i == 1 {
					among(a.join(forever), nil)
				}
			})
			m.Go("joiner of b", func() { among(b.join(forever), nil, ErrJoined) })
			m.Check(once(b))
		})
	})
}

// TestModelEndings: members of a group end, and takers wait for any of them.
func TestModelEndings(t *testing.T) {
	for _, c := range []struct {
		members, takers int
		cfg             model.Config
	}{{2, 1, noisy}, {1, 2, model.Config{}}} {
		t.Run(fmt.Sprint(c.members, " members, ", c.takers, " takers"), func(t *testing.T) {
			model.Explore(t, c.cfg, func(m *model.Run) {
				members := new([3]thread)
				g := &group{threads: members[:c.members]}
				model.Name(m, "g", g)
				model.Name(m, "members", members)
				taken := new([3]model.Var[uint32])
				model.Name(m, "taken", taken)
				for i := range g.threads {
					g.threads[i].index = uint32(i)
					m.Go(fmt.Sprint("member ", i), func() { g.endings.push(&g.threads[i]) })
				}
				m.Group(c.takers, "taker", func() {
					for {
						t, err := g.endings.next(g.threads, forever)
						if err != nil {
							among(err, ErrJoined)
							return
						}
						taken[t.index].Set(taken[t.index].Get() + 1)
						if c.takers > 1 {
							return
						}
					}
				})
				m.Check(func() error {
					for i := range c.members {
						if n := taken[i].Get(); n != 1 {
							return fmt.Errorf("member %d was taken %d times", i, n)
						}
					}
					return nil
				})
			})
		})
	}
}

// TestModelGate: members wait until all of them are there, or one can't be.
func TestModelGate(t *testing.T) {
	for _, to := range []uint32{gateOpen, gateNever} {
		model.Explore(t, noisy, func(m *model.Run) {
			g := &group{}
			model.Name(m, "g", g)
			m.Go("starter", func() { g.openGate(to) })
			m.Group(3, "member", func() { model.Assert(g.pass() == (to == gateOpen), "a wrong answer") })
		})
	}
}
