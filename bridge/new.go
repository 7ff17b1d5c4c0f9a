package bridge

import (
	"fmt"
	"math/bits"
	"reflect"
	"unsafe"

	"rawthread/futex"
	"rawthread/internal/noptr"
)

// Config says how a queue is made.
type Config struct {
	// Capacity is how many items there is room for at least: it is rounded
	// up to a power of two, and to 2.
	Capacity int
	// Kind says how many threads may be at each end. The zero value is SPSC.
	Kind Kind
	// OffHeap puts the ring into memory of its own (mmap(2)) instead of
	// Go's heap: page-aligned, and no part of what the collector paces
	// itself by. It is unmapped by Free, or when the queue is unreachable.
	OffHeap bool
}

// maxCapacity is what positions of 31 bits can tell apart.
const maxCapacity = 1 << 30

// New makes a queue of items of type T, which must not hold pointers: a raw
// thread can't store them where Go's collector looks. The error says which field
// does, or what else is wrong. What a raw thread's body captures stays reachable,
// so no more need be done for a queue that it uses; [Queue.Free] frees what it
// has at once. Goroutines only.
func New[T any](cfg Config) (*Queue[T], error) {
	t := reflect.TypeFor[T]()
	if path := noptr.Path(t, t.String()); path != "" {
		return nil, fmt.Errorf("bridge: a queue can't carry %v: %s is or holds a pointer, which a raw thread can't store where the collector would see it; carry an index instead", t, path)
	}
	if t.Size() == 0 {
		return nil, fmt.Errorf("bridge: a queue can't carry %v, which has no size: use an integer, or package futex", t)
	}
	if cfg.Kind > MPMC {
		return nil, fmt.Errorf("bridge: Config.Kind is %d; want SPSC or MPMC", cfg.Kind)
	}
	if cfg.Capacity < 1 || cfg.Capacity > maxCapacity {
		return nil, fmt.Errorf("bridge: Config.Capacity is %d; it counts items: give 1 to %d", cfg.Capacity, maxCapacity)
	}
	if !supported {
		return nil, ErrUnsupported
	}
	size := uint64(max(2, 1<<bits.Len(uint(cfg.Capacity-1))))
	total, lay := layout(size, uint64(t.Size()), cfg.Kind)
	if total > maxBytes {
		return nil, fmt.Errorf("bridge: Config.Capacity %d of items of %d bytes takes %d bytes; at most %d can be addressed", cfg.Capacity, t.Size(), total, uint64(maxBytes))
	}
	q := &Queue[T]{core: core{kind: cfg.Kind, scope: futex.Private, size: uint32(size)}}
	q.stiles = [2]turnstile{newTurnstile(), newTurnstile()}
	if cfg.OffHeap {
		base, err := q.memory.mapBytes(uintptr(total))
		if err != nil {
			return nil, err
		}
		q.control = (*control)(base)
		q.seqs = unsafe.Slice((*sequence)(unsafe.Add(base, lay.seqs)), lay.seqCount)
		q.slots = unsafe.Slice((*T)(unsafe.Add(base, lay.slots)), size)
		freeWith(q, &q.memory)
	} else {
		q.control = new(control)
		q.seqs = make(sequences, lay.seqCount)
		q.slots = make([]T, size)
	}
	q.start()
	return q, nil
}

// Free gives back what the queue has: memory that is its own, and the
// descriptors that goroutines wait on. Nobody may use the queue then, or still:
// call it after the threads that do were joined. It is never necessary, since
// all of it goes with the queue when that is unreachable. Goroutines only.
func (q *Queue[T]) Free() {
	q.close()
	q.free()
	q.memory.free()
}

// parts are where a queue's parts are in memory of its own.
type parts struct{ seqs, seqCount, slots uint64 }

// ┌─────────┬───────────────────────┬───────┐
// │ control │ sequence words (MPMC) │ slots │   each at a multiple of lineSize
// └─────────┴───────────────────────┴───────┘
func layout(size, itemSize uint64, kind Kind) (total uint64, p parts) {
	round := func(n uint64) uint64 { return (n + lineSize - 1) &^ (lineSize - 1) }
	p.seqs = round(uint64(unsafe.Sizeof(control{})))
	if kind != SPSC {
		p.seqCount = size
	}
	p.slots = round(p.seqs + p.seqCount*uint64(unsafe.Sizeof(sequence{})))
	hi, lo := bits.Mul64(size, itemSize)
	if hi != 0 || lo > maxBytes {
		return ^uint64(0), p
	}
	return p.slots + lo, p
}

// maxBytes is how large the address space may be taken to be.
const maxBytes = 1<<(bits.UintSize-1-bits.UintSize/64*16) - 1
