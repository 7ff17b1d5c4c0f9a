package kthread

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// lost are the groups that were detached, or whose handle was lost: nobody may
// ever join their threads, so that is done here, for those that have ended.
var lost struct {
	sync.Mutex
	groups []*group
	some   atomic.Bool
}

// lose has the group's threads joined as they end. Once or more. Goroutines only.
func (g *group) lose() {
	lost.Lock()
	defer lost.Unlock()
	for _, h := range lost.groups {
		if h == g {
			return
		}
	}
	if g.left.Load() != 0 {
		lost.groups = append(lost.groups, g)
		lost.some.Store(true)
	}
}

// reapLost joins what has ended of lost groups. Goroutines only.
func reapLost() {
	if !lost.some.Load() {
		return
	}
	lost.Lock()
	defer lost.Unlock()
	rest := lost.groups[:0]
	for _, g := range lost.groups {
		for i := range g.threads {
			t := &g.threads[i]
			if t.state.Load() == stateExited && t.state.CompareAndSwap(stateExited, stateJoined) {
				t.free()
			}
		}
		if g.left.Load() != 0 {
			rest = append(rest, g)
		}
	}
	clear(lost.groups[len(rest):])
	lost.groups = rest
	lost.some.Store(len(rest) > 0)
}

// keepGroup is keep for groups.
func keepGroup(g *Group) { runtime.KeepAlive(g) }
