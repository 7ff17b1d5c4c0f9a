package futex

import (
	"unsafe"

	"rawthread/tls"
)

// robustOffset is the distance from a RobustMutex's entry to its word.
const robustOffset = int(unsafe.Offsetof(RobustMutex{}.state))

// robustOwn is a raw thread's head of its list; Next is 0 as long as the kernel
// has not been told of it.
var robustOwn = tls.NewVar[RobustHead]()

// robustHead returns the calling thread's head, which the kernel knows.
func robustHead() (*RobustHead, error) {
	if !tls.OnRawThread() {
		return robustHeadGo()
	}
	h := robustOwn.Ptr()
	if h.Next != 0 {
		return h, nil
	}
	there, err := RobustList(0)
	if err == nil && there != nil {
		err = ErrForeignList
	}
	if err == nil {
		h.Offset = robustOffset
		h.Next = uintptr(unsafe.Pointer(h))
		if err = SetRobustList(h); err != nil {
			h.Next = 0
		}
	}
	return h, err
}

// AbandonRobust does to each [RobustMutex] that the calling raw thread holds what
// the kernel does at a thread's end: it is marked, and a waiter woken. Package
// kthread calls it where a thread unmaps the memory that its list lies in before
// it ends. Off raw threads it does nothing.
func AbandonRobust() {
	if !tls.OnRawThread() {
		return
	}
	h := robustOwn.Ptr()
	if h.Next == 0 {
		return
	}
	tid, head := ThreadID(), uintptr(unsafe.Pointer(h))
	for h.Next != head {
		m := robustAt(h.Next)
		h.Next = m.entry.Next
		m.abandon(tid)
	}
}

// abandon marks m, if the thread tid owns it.
func (m *RobustMutex) abandon(tid uint32) {
	for {
		v := m.state.Load()
		if v&OwnerMask != tid {
			return
		}
		if m.state.CompareAndSwap(v, v&Waiters|OwnerDied) {
			if v&Waiters != 0 {
				Shared.rouse(&m.state, 1)
			}
			return
		}
	}
}
