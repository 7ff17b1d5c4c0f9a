package model

import "unsafe"

// A kind is what a thread does next.
type kind uint8

const (
	opLoad kind = iota
	opStore
	opPlainStore
	opSwap
	opCAS
	opAdd
	opAnd
	opOr
	opWait
	opWake
	opRequeue
	opEventRead
	opEventWrite
	opYield
)

var kindNames = [...]string{"Load", "Store", "StorePlain", "Swap", "CompareAndSwap", "Add", "And", "Or",
	"futex wait", "futex wake", "futex requeue", "eventfd read", "eventfd write", "Yield"}

// An op is one access, before it happens.
type op struct {
	kind     kind
	wide     bool // 64 bits
	addr     unsafe.Pointer
	a, b     uint64 // operands
	mask     uint32 // of futex operations
	deadline int64  // of a wait: never if Never
	addr2    unsafe.Pointer
	n2       int
	cmp      bool // opRequeue compares b
	pc       uintptr
	more     []WaitOn // further words of a wait
}

// Never is the deadline of a wait without one.
const Never = -1

// get and set are the memory itself: one thread runs at a time.
func (o *op) get() uint64 { return peek(o.addr, o.wide) }

func peek(p unsafe.Pointer, wide bool) uint64 {
	if wide {
		return *(*uint64)(p)
	}
	return uint64(*(*uint32)(p))
}

func poke(p unsafe.Pointer, wide bool, v uint64) {
	if wide {
		*(*uint64)(p) = v
	} else {
		*(*uint32)(p) = uint32(v)
	}
}

// readModifyWrite returns the new value and the result of the atomic operation o
// on old.
func (o *op) readModifyWrite(old uint64) (next, res uint64) {
	switch o.kind {
	case opStore, opSwap:
		next, res = o.a, old
	case opCAS:
		if old != o.a {
			return old, 0
		}
		return o.b, 1
	case opAdd:
		next = old + o.a
		if !o.wide {
			next = uint64(uint32(next))
		}
		res = next
	case opAnd:
		next, res = old&o.a, old
	case opOr:
		next, res = old|o.a, old
	}
	return next, res
}
