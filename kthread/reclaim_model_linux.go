//go:build model

package kthread

import "rawthread/internal/model"

// reclaimed are what threads of a model freed: plain memory, which the body of
// their thread uses too, so that a use after it was freed, or freeing twice, is
// a race.
type reclaimed struct{ region, record model.Var[uint32] }

var reclaims = map[*thread]*reclaimed{}

func (t *thread) giveRegionBack() {
	if !model.Active() {
		switch {
		case t.inst == 0: // a goroutine's, see gothread_linux.go
		case t.group != nil:
			t.group.release()
		case !t.keepRegion():
			unmap(t.layout.Guard.Addr, t.layout.Size())
		}
		return
	}
	r := &reclaims[t].region
	r.Set(r.Get() + 1)
}

func (t *thread) letGo() {
	if !model.Active() {
		retire(t)
		sweepHere()
		return
	}
	r := &reclaims[t].record
	r.Set(r.Get() + 1)
}
