package futex

import (
	"sync/atomic"
	"time"
	"unsafe"

	"rawthread/internal/word"
)

// A RobustMutex is a mutual exclusion lock that survives its owner: if a thread
// ends that holds it, or is killed with its whole process, the kernel marks it,
// and the next one to lock it is told by [ErrOwnerDied]. That one repairs what
// the lock protects and calls Consistent, or unlocks without: then the lock is
// lost for all, who get [ErrNotRecoverable]. The zero value is unlocked; it must
// not be copied after first use. It works in Go memory and in memory that
// several processes of the same word size map.
//
// Its owner is a thread, which must unlock it. A goroutine is locked to its
// thread from Lock to Unlock (runtime.LockOSThread), so that its end is its
// thread's and the owner's; but Go's runtime never ends the process's first
// thread, and a goroutine that ends there leaves its locks locked. While it is locked its memory must
// stay mapped, and reachable if it is Go's: the thread's list leads there. The
// kernel reads at most 2,048 locks of a thread.
//
// It needs the thread's robust list (set_robust_list(2), Linux 2.6.17). Where
// that is missing (QEMU's user mode), all that lock it return [ErrUnsupported],
// and [ErrForeignList] where a C library has one on the thread: threads that
// glibc started, in programs with cgo.
type RobustMutex struct {
	entry RobustEntry // the owner's list goes through here
	prev  uintptr     // address of the entry, or head, before; the owner's too
	state word.Uint32
	// waiters counts those who wait; those who were killed stay in it.
	waiters word.Uint32
}

// The word of a RobustMutex names the owner, as the kernel wants it.
//
//	0 ── Lock ──▶ tid ── another is going to sleep ──▶ tid+Waiters
//	  ◀─ Unlock, wakes 1 if there was Waiters ─┘
//
//	tid (+Waiters) ── its thread ends: the kernel, wakes 1 ──▶ OwnerDied (+Waiters)
//	OwnerDied (+Waiters) ── Lock: ErrOwnerDied ──▶ tid+OwnerDied (+Waiters)
//	tid+OwnerDied ── Consistent ──▶ tid
//	tid+OwnerDied ── Unlock, wakes all ──▶ robustLost
//	tid+OwnerDied ── its thread ends ──▶ OwnerDied
//
// Death at any moment. The thread's head has the entry as Pending from before
// Lock tries the word until the entry is in the list, and from before Unlock
// takes it out until the waiter is woken. The kernel, which runs on the dying
// thread and so sees its stores in the program's order (atomic, so that the
// compiler keeps it), then finds one of: the word names the thread: it was
// locked, and is marked; it is free: somebody may have been woken in vain, by
// this Unlock or for this Lock, and one waiter is woken; it names another.
//
// A waiter that was woken and is killed has used up a wake, and if in between
// another locks the word from 0, its Waiters is gone and the others sleep on.
// So Waiters is not only remembered in the word: waiters counts, and who locks
// the word sets Waiters if there are any but itself. It looks before, for the
// value to store, and after, since they may have come since.
//
// The kernel wakes a robust word as a shared one, so all waits are.
//
// Order: as for [Mutex]: the swap of Unlock releases, the compare-and-swap of
// Lock acquires. The kernel's change on behalf of a dead owner is a
// compare-and-swap with full barriers, after all that the owner wrote.
const robustLost = OwnerMask // no thread has this id

// ErrForeignList: the thread has a robust list that is not this package's, and
// can have no other.
var ErrForeignList error = &Error{"futex: RobustMutex can't be used on this thread: a C library (cgo) or the program has a robust list on it, and the kernel knows one for each thread; use a raw thread", 0}

// Lock locks m. It returns nil; or [ErrOwnerDied], with m locked; or without the
// lock [ErrNotRecoverable], [ErrDeadlock] if the calling thread has it,
// [ErrUnsupported] or [ErrForeignList]. Goroutines and raw threads.
func (m *RobustMutex) Lock() error { return m.lock(true, Monotonic, Forever) }

// TryLock is [RobustMutex.Lock] that does not wait: it returns [ErrLocked] if
// another thread has m. Goroutines and raw threads.
func (m *RobustMutex) TryLock() error { return m.lock(false, Monotonic, Forever) }

// LockTimeout is [RobustMutex.Lock] for at most d, by CLOCK_MONOTONIC; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (m *RobustMutex) LockTimeout(d time.Duration) error {
	return m.lock(true, Monotonic, Deadline(d))
}

// LockUntil is [RobustMutex.Lock] until the clock c shows deadline; then it
// returns [ErrTimeout]. Goroutines and raw threads.
func (m *RobustMutex) LockUntil(c Clock, deadline int64) error { return m.lock(true, c, deadline) }

// Consistent says that what m protects is in order again, after [ErrOwnerDied].
// It returns [ErrNotOwner] if the calling thread does not own m, [ErrInvalid] if
// no owner died. Goroutines and raw threads.
func (m *RobustMutex) Consistent() error {
	for {
		v := m.state.Load()
		switch {
		case v&OwnerMask != ThreadID():
			return ErrNotOwner
		case v&OwnerDied == 0:
			return ErrInvalid
		case m.state.CompareAndSwap(v, v&^OwnerDied):
			return nil
		}
	}
}

// Unlock unlocks m. It panics if the calling thread does not own it. Goroutines
// and raw threads.
func (m *RobustMutex) Unlock() {
	v := m.state.Load()
	if v&OwnerMask != ThreadID() {
		panic("futex: Unlock of a RobustMutex that the calling thread does not own")
	}
	h, err := robustHead()
	if err != nil {
		panic("futex: Unlock of a RobustMutex: the thread's robust list was taken off")
	}
	atomic.StoreUintptr(&h.Pending, m.address())
	m.remove(h)
	if v&OwnerDied != 0 {
		m.state.Swap(robustLost)
		Shared.rouse(&m.state, all)
	} else if m.state.Swap(0)&Waiters != 0 {
		Shared.rouse(&m.state, 1)
	}
	atomic.StoreUintptr(&h.Pending, 0)
	unpin()
}

func (m *RobustMutex) lock(wait bool, c Clock, deadline int64) error {
	pin()
	h, err := robustHead()
	if err == nil {
		atomic.StoreUintptr(&h.Pending, m.address())
		err = m.take(wait, c, deadline)
		if err == nil || err == ErrOwnerDied {
			m.insert(h)
		}
		atomic.StoreUintptr(&h.Pending, 0)
	}
	if err != nil && err != ErrOwnerDied {
		unpin()
	}
	return err
}

// take makes the calling thread the word's owner.
func (m *RobustMutex) take(wait bool, c Clock, deadline int64) error {
	tid := ThreadID()
	self := uint32(0) // of those in waiters
	var err error
	for err == nil {
		v := m.state.Load()
		owner := v & OwnerMask
		if owner == 0 {
			next := v | tid
			if m.waiters.Load() > self {
				next |= Waiters
			}
			if !m.state.CompareAndSwap(v, next) {
				continue
			}
			for n := next; n&Waiters == 0 && m.waiters.Load() > self; n = m.state.Load() {
				m.state.CompareAndSwap(n, n|Waiters)
			}
			if v&OwnerDied != 0 {
				err = ErrOwnerDied
			}
			break
		}
		switch {
		case owner == robustLost:
			err = ErrNotRecoverable
		case owner == tid:
			err = ErrDeadlock
		case !wait:
			err = ErrLocked
		case self == 0:
			if spinLocked(&m.state, v) == v {
				m.waiters.Add(1)
				self = 1
			}
		case v&Waiters != 0 || m.state.CompareAndSwap(v, v|Waiters):
			err = Shared.await(&m.state, v|Waiters, c, deadline)
		}
	}
	m.waiters.Add(-self)
	return err
}

// address is what the list calls m.
func (m *RobustMutex) address() uintptr { return uintptr(unsafe.Pointer(&m.entry)) }

// robustAt is the mutex of an entry in the list.
func robustAt(entry uintptr) *RobustMutex {
	return *(**RobustMutex)(unsafe.Pointer(&entry)) // entry is the first field
}

// insert makes m the first of the list. From the last store on the kernel finds
// it there.
func (m *RobustMutex) insert(h *RobustHead) {
	head := uintptr(unsafe.Pointer(h))
	m.entry.Next, m.prev = h.Next, head
	if h.Next != head {
		robustAt(h.Next).prev = m.address()
	}
	atomic.StoreUintptr(&h.Next, m.address())
}

// remove takes m out of the list: by one store, to the entry or head before it,
// which begins with its Next either way.
func (m *RobustMutex) remove(h *RobustHead) {
	before, next := m.prev, m.entry.Next
	atomic.StoreUintptr(&robustAt(before).entry.Next, next)
	if next != uintptr(unsafe.Pointer(h)) {
		robustAt(next).prev = before
	}
}
