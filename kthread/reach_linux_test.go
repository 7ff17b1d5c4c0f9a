package kthread_test

import (
	"sync/atomic"
	"testing"
	"unsafe"

	"rawthread/futex"
	"rawthread/kthread"
)

// A gate holds a thread until it is opened.
type gate struct{ reached, open uint32 }

func (g *gate) pass() {
	atomic.StoreUint32(&g.reached, 1)
	futex.Wake(&g.reached, 1)
	for atomic.LoadUint32(&g.open) == 0 {
		futex.Wait(&g.open, 0)
	}
}

// TestReach compares how deep a thread's stack gets with what the check of its
// body said of it.
func TestReach(t *testing.T) {
	withCache(t, 0) // a new mapping has only zeros
	var g gate
	var sum uint64
	for name, body := range map[string]func(){
		"nothing":       func() { g.pass() },
		"a frame":       func() { sum = writeFlat(); g.pass() },
		"a large frame": func() { sum = writeFar(); g.pass() },
		"system calls":  func() { kthread.Yield(); sum = uint64(kthread.CurrentID()); g.pass() },
	} {
		g = gate{}
		th := spawn(t, kthread.Config{StackSize: 128 << 10, Name: "with a set-up"}, body)
		for atomic.LoadUint32(&g.reached) == 0 {
			futex.Wait(&g.reached, 0)
		}
		stack := th.Layout().Stack
		at := stack.Addr
		for at < stack.End() && **(**uintptr)(unsafe.Pointer(&at)) == 0 {
			at += unsafe.Sizeof(at)
		}
		atomic.StoreUint32(&g.open, 1)
		futex.Wake(&g.open, 1)
		if err := th.Join(); err != nil {
			t.Fatal(err)
		}
		used, reach := stack.End()-at, kthread.Reach(th)
		t.Logf("%s: %d bytes, at most %d", name, used, reach)
		if reach == 0 || used > reach || used == 0 {
			t.Errorf("%s: %d bytes of the stack were used; taken to be at most %d", name, used, reach)
		}
	}
	if sum == 0 {
		t.Error("nothing was done")
	}
}
