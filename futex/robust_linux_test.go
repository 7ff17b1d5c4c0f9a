package futex_test

import (
	"sync/atomic"
	"testing"
	"unsafe"

	"rawthread/futex"
)

// held is what a thread dies with.
type held struct {
	head  futex.RobustHead
	locks [4]struct {
		entry futex.RobustEntry
		word  atomic.Uint32
	}
}

func addressOf[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }

// take makes the calling thread the owner of all words: those but the last are
// in its list, the last is pending.
func (h *held) take() error {
	h.head.Next = addressOf(&h.head)
	h.head.Offset = int(unsafe.Offsetof(h.locks[0].word) - unsafe.Offsetof(h.locks[0].entry))
	if err := futex.SetRobustList(&h.head); err != nil {
		return err
	}
	for i := range h.locks {
		l := &h.locks[i]
		l.word.Store(futex.ThreadID())
		if i == len(h.locks)-1 {
			h.head.Pending = addressOf(&l.entry)
			break
		}
		l.entry.Next = h.head.Next
		h.head.Next = addressOf(&l.entry)
	}
	return nil
}

// TestRobustList has a raw thread die with locks: the kernel marks each, and
// wakes a waiter of each.
func TestRobustList(t *testing.T) {
	need(t, futex.Features().Robust, "set_robust_list")
	onBoth(t, func(t *testing.T, k kind) {
		h := new(held)
		var e int
		var same bool
		var ready, done atomic.Uint32
		raw := kinds[1]
		owner := raw.start(t, func() {
			e = number(h.take())
			list, err := futex.RobustList(0)
			same = err == nil && list == &h.head
			ready.Store(1)
			for done.Load() == 0 {
				futex.Wait(addr(&done), 0)
			}
		})
		for ready.Load() == 0 {
			pass()
		}
		var waiters []func()
		for i := range h.locks {
			w := &h.locks[i].word
			v := w.Load()
			waiters = append(waiters, k.start(t, func() {
				for {
					// The kernel wakes if the bit Waiters says that somebody waits.
					w.CompareAndSwap(v, v|futex.Waiters)
					if w.Load() != v|futex.Waiters {
						return
					}
					futex.Shared.Wait(addr(w), v|futex.Waiters)
				}
			}))
			for w.Load() == v {
				pass()
			}
		}
		done.Store(1)
		futex.Wake(addr(&done), 1)
		owner()
		for _, wait := range waiters {
			wait()
		}
		if e != 0 || !same {
			t.Errorf("SetRobustList: %v; RobustList gives it back: %v", what(e), same)
		}
		for i := range h.locks {
			if v := h.locks[i].word.Load(); v != futex.OwnerDied|futex.Waiters {
				t.Errorf("word %d is %#x", i, v)
			}
		}
	})
	if _, err := futex.RobustList(1 << 29); err != futex.ErrNoOwner {
		t.Errorf("the list of a thread that is not there: %v", err)
	}
}
