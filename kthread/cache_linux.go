package kthread

import (
	"runtime"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/internal/word"
)

// The cache keeps regions of threads that are gone for new threads of the same
// shape, which saves three system calls and the page faults. What is in it has
// only zeros in it, like a new mapping, and takes the memory of the stack's top
// page and of those above. Where the check of the body found how deep its stack can
// get, and that is not deep, so much is cleared by hand; else the rest of the
// stack is given back to the kernel.
//
// Each slot has a word that says who may use the rest of it:
//
//	          fill: CAS              filled                take: CAS
//	empty ──────────────▶ busy ──────────────▶ ready ───────────────▶ busy ──▶ empty
//	                        │                    ▲
//	                        ▼ a detached thread  │ by the kernel, when the
//	                     leaving ────────────────┘ thread has left the region
//
// ready is 0, since a slot's word is the CLEARTID target of the thread that
// leaves its region there. Such a region still has the thread's last frames in
// its upper end: who takes it wipes it (dirty).
//
// Order: fields are written between two changes of the word, each a sequentially
// consistent compare-and-swap or store, so who makes it busy sees them. Of the
// kernel's store see state.go: it comes behind all that the thread did.
const (
	slotReady   = 0
	slotEmpty   = 1
	slotBusy    = 2
	slotLeaving = 3
)

type slot struct {
	state word.Uint32
	dirty uintptr     // where the last thread's frames begin, 0 if there are none
	age   uint8       // collections since it was filled
	shape word.Uint64 // of l: read before the slot is busy
	l     Layout
}

const cacheSlots = 64

// defaultCacheLimit is 64 MiB, 16 MiB on 32-bit architectures.
const defaultCacheLimit = 16 << 20 << (2 * (^uint(0) >> 63))

var cache struct {
	slots [cacheSlots]slot
	used  atomic.Int64 // bytes of mappings in slots
	limit atomic.Int64
	tick  atomic.Bool // a collection will age the slots
}

func init() {
	for i := range cache.slots {
		cache.slots[i].state.Store(slotEmpty)
	}
	cache.limit.Store(defaultCacheLimit)
}

// SetCacheLimit sets how many bytes of mappings are kept for new threads, and
// returns what it was: 64 MiB at first, 16 MiB on 32-bit architectures; 0 keeps
// none. A region that is larger than half of it is never kept. What is kept
// beyond the new limit is unmapped. By itself a region is unmapped when nothing
// took it during two garbage collections. Goroutines only.
func SetCacheLimit(bytes int) (old int) {
	old = int(cache.limit.Swap(int64(max(bytes, 0))))
	for i := range cache.slots {
		if cache.used.Load() <= int64(bytes) {
			break
		}
		cache.slots[i].drop()
	}
	return old
}

// CachedBytes returns how many bytes of mappings are kept for new threads. Only
// the upper end of each takes memory. Goroutines and raw threads.
func CachedBytes() int { return int(cache.used.Load()) }

// TrimCache unmaps all regions that are kept for new threads. Goroutines only.
func TrimCache() {
	for i := range cache.slots {
		cache.slots[i].drop()
	}
}

// shapeOf is a number that layouts of the same sizes share: most others are
// passed by without making their slot busy.
func shapeOf(l *Layout) uint64 {
	return uint64(l.Guard.Size/pageSize)<<48 ^ uint64(l.TLS.Size)<<32 ^ uint64(l.Size()/pageSize)
}

// same reports whether two layouts have the same sizes.
func (l *Layout) same(m *Layout) bool {
	return l.Guard.Size == m.Guard.Size && l.Stack.Size == m.Stack.Size && l.TLS.Size == m.TLS.Size && l.Instance.Size == m.Instance.Size
}

// firstSlot is where the caller begins to look: callers at once on different
// stacks begin at different slots.
func firstSlot() uintptr {
	var here byte
	return uintptr(unsafe.Pointer(&here)) >> 12 % cacheSlots
}

// takeRegion takes a region of l's sizes out of the cache, and returns where it
// is, 0 if there is none. Goroutines only.
func takeRegion(l *Layout) uintptr {
	if cache.used.Load() == 0 {
		return 0
	}
	shape, first := shapeOf(l), firstSlot()
	for i := range uintptr(cacheSlots) {
		s := &cache.slots[(first+i)%cacheSlots]
		if s.state.Load() != slotReady || s.shape.Load() != shape || !s.state.CompareAndSwap(slotReady, slotBusy) {
			continue
		}
		if !s.l.same(l) {
			s.state.Store(slotReady)
			continue
		}
		if s.dirty != 0 && !clean(&s.l, s.dirty) {
			s.release()
			continue
		}
		base := s.l.Guard.Addr
		s.empty()
		return base
	}
	return 0
}

// empty ends a busy slot's use.
func (s *slot) empty() {
	cache.used.Add(-int64(s.l.Size()))
	s.state.Store(slotEmpty)
}

// drop unmaps what is in the slot, if it is ready.
func (s *slot) drop() {
	if s.state.Load() == slotReady && s.state.CompareAndSwap(slotReady, slotBusy) {
		s.release()
	}
}

// release unmaps what is in a busy slot.
func (s *slot) release() {
	unmap(s.l.Guard.Addr, s.l.Size())
	s.empty()
}

// fill makes an empty slot busy with a region, nil if the cache does not want
// it. Both kinds of thread.
func fill(l *Layout) *slot {
	size, limit := int64(l.Size()), cache.limit.Load()
	if size > limit/2 {
		return nil
	}
	if cache.used.Add(size) > limit {
		cache.used.Add(-size)
		return nil
	}
	first := firstSlot()
	for i := range uintptr(cacheSlots) {
		s := &cache.slots[(first+i)%cacheSlots]
		if s.state.Load() == slotEmpty && s.state.CompareAndSwap(slotEmpty, slotBusy) {
			s.l, s.dirty, s.age = *l, 0, 0
			s.shape.Store(shapeOf(l))
			return s
		}
	}
	cache.used.Add(-size)
	return nil
}

// keepRegion puts the region of a thread that is gone into the cache, and
// reports whether it did. Both kinds of thread.
func (t *thread) keepRegion() bool {
	l := &t.layout
	if t.instance().sig != 0 { // where signals are handled was used
		return false
	}
	s := fill(l)
	if s == nil {
		return false
	}
	if !clean(l, t.lowest()) {
		s.empty()
		return false
	}
	s.state.Store(slotReady)
	return true
}

// lowest returns the address from which on up the thread may have written to its
// stack.
func (t *thread) lowest() uintptr {
	l := &t.layout
	if t.reach == 0 || t.reach > l.Stack.Size {
		return l.Stack.Addr
	}
	return l.Stack.End() - t.reach
}

// mostWiped is how many bytes of a stack are cleared by hand.
const mostWiped = 16 << 10

// clean makes zeros of all that a thread wrote to its region, which is from the
// address low on. Locked memory can't be given back: then it returns false.
func clean(l *Layout, low uintptr) bool {
	if l.Stack.End()-low > mostWiped {
		top := max(l.topPage(), l.Stack.Addr)
		if _, _, e := unix.RawSyscall(unix.SYS_MADVISE, l.Stack.Addr, top-l.Stack.Addr, unix.MADV_DONTNEED); e != 0 {
			return false
		}
		low = top
	}
	clear(unsafe.Slice((*byte)(pointer(low)), l.Instance.Addr+instanceSize-low))
	return true
}

// topPage returns the address of the page with the upper end of the stack.
func (l *Layout) topPage() uintptr { return (l.Stack.End() - 1) &^ (pageSize - 1) }

// leaveRegion is for a detached thread at its end: it puts the region that it
// runs on into the cache, and does not come back; or returns, with nothing done.
// The kernel makes the slot ready when the thread has left the region.
func (t *thread) leaveRegion() {
	l := &t.layout
	if t.instance().sig != 0 {
		return
	}
	s := fill(l)
	if s == nil {
		return
	}
	low := t.lowest()
	if l.Stack.End()-low > mostWiped {
		// This frame's page and the one below are for the calls from here on; what
		// is further down is done with.
		var here byte
		used := uintptr(unsafe.Pointer(&here))&^(pageSize-1) - pageSize
		if used > low {
			if _, _, e := unix.RawSyscall(unix.SYS_MADVISE, l.Stack.Addr, used-l.Stack.Addr, unix.MADV_DONTNEED); e != 0 {
				s.empty()
				return
			}
			low = used
		}
	}
	s.dirty = low
	s.state.Store(slotLeaving)
	unix.RawSyscall(unix.SYS_SET_TID_ADDRESS, uintptr(unsafe.Pointer(&s.state)), 0, 0)
	retire(t) // from here on t may be gone
	exit()
}

// armCacheTick has the slots age at the end of the next collection. Goroutines
// only.
func armCacheTick() {
	if cache.tick.Load() || !cache.tick.CompareAndSwap(false, true) {
		return
	}
	runtime.AddCleanup(new([16]byte), func(struct{}) {
		cache.tick.Store(false)
		for i := range cache.slots {
			s := &cache.slots[i]
			if s.state.Load() == slotReady && s.state.CompareAndSwap(slotReady, slotBusy) {
				if s.age++; s.age > 2 {
					s.release()
					continue
				}
				s.state.Store(slotReady)
			}
		}
		if cache.used.Load() > 0 {
			armCacheTick()
		}
	}, struct{}{})
}
