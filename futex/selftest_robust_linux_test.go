package futex_test

import (
	"sync/atomic"
	"testing"
	"unsafe"

	"rawthread/futex"
)

// A ring is a robust list in which a thread dies. Raw threads must not store
// pointers where the collector looks: addresses are numbers.
type ring struct {
	head  futex.RobustHead
	locks [3]struct {
		entry futex.RobustEntry
		word  atomic.Uint32
	}
}

// register makes the list the calling thread's, with all locks in it.
func (r *ring) register() error {
	r.head.Offset = int(unsafe.Offsetof(r.locks[0].word) - unsafe.Offsetof(r.locks[0].entry))
	r.head.Next = addressOf(&r.head)
	for i := range r.locks {
		r.locks[i].word.Store(futex.ThreadID())
		r.locks[i].entry.Next = r.head.Next
		r.head.Next = addressOf(&r.locks[i].entry)
	}
	return futex.SetRobustList(&r.head)
}

// TestSelftestRobustLists is robust_list's get_robust_list_self and _child: the
// list that was set last is the thread's, and others can ask for it.
func TestSelftestRobustLists(t *testing.T) {
	need(t, futex.Features().Robust, "set_robust_list")
	first, second := new(ring), new(ring)
	var tid, stage atomic.Uint32
	var results [4]int
	var same [2]bool
	wait := kinds[1].start(t, func() {
		tid.Store(futex.ThreadID())
		for i := range same {
			r := first
			if i == 1 {
				r = second
			}
			r.head.Next = addressOf(&r.head)
			results[2*i] = number(futex.SetRobustList(&r.head))
			got, err := futex.RobustList(0)
			results[2*i+1] = number(err)
			same[i] = got == &r.head
			stage.Add(1)
			for stage.Load() != uint32(2*i+2) {
				nap()
			}
		}
	})
	for i, r := range []*ring{first, second} {
		for stage.Load() != uint32(2*i+1) {
			pass()
		}
		if got, err := futex.RobustList(int(tid.Load())); got != &r.head || err != nil {
			t.Errorf("list %d as seen from another thread: %p, %v, want %p", i, got, err, &r.head)
		}
		stage.Add(1)
	}
	wait()
	if results != [4]int{} || same != [2]bool{true, true} {
		t.Errorf("results %v, the own list %v", results, same)
	}
}

// TestSelftestRobustCircle is robust_list's circular_list: the kernel ends with
// a list that does not.
func TestSelftestRobustCircle(t *testing.T) {
	need(t, futex.Features().Robust, "set_robust_list")
	r := new(ring)
	var result int
	kinds[1].run(t, func() {
		result = number(r.register())
		// The first in was to lead to the head, and leads to the last in.
		r.locks[0].entry.Next = r.head.Next
	})
	if result != 0 {
		t.Fatal(what(result))
	}
	for i := range r.locks {
		if v := r.locks[i].word.Load(); v != futex.OwnerDied {
			t.Errorf("word %d is %#x", i, v)
		}
	}
}

// TestRobustOthers: words that name another thread, or are in no list, stay as
// they are when a thread dies.
func TestRobustOthers(t *testing.T) {
	need(t, futex.Features().Robust, "set_robust_list")
	r := new(ring)
	var id uint32
	kinds[1].run(t, func() {
		id = futex.ThreadID()
		if r.register() != nil {
			return
		}
		r.locks[1].word.Store(id + 1)
		r.head.Next = r.locks[2].entry.Next // takes the last in out
	})
	got := [3]uint32{r.locks[0].word.Load(), r.locks[1].word.Load(), r.locks[2].word.Load()}
	if want := [3]uint32{futex.OwnerDied, id + 1, id}; got != want {
		t.Errorf("words %#x, want %#x", got, want)
	}
}
