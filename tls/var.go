package tls

import (
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"rawthread/internal/noptr"
)

// A Var is a per-thread variable of raw threads: each has a copy of its own,
// zero when the thread starts, gone when it ends. Declare it at package level:
//
//	var hits = tls.NewVar[uint64]()
//
// A use is one call of a few instructions, which find the thread's block of
// variables; off a raw thread it panics. In a loop call [Var.Ptr] once, before
// it: what is left then is a pointer.
type Var[T any] struct {
	offset uintptr // from the start of a thread's block of variables
}

// vars is the shape of the block of variables.
var vars struct {
	sync.Mutex
	size uintptr        // of the variables declared so far
	room atomic.Uintptr // size of the block; 0 until a thread's memory was laid out, then constant
}

const (
	// varsAlign is the alignment of the block, and so the highest of a Var.
	varsAlign = 64
	// lateRoom is how many bytes a block has, at least, for variables that are
	// declared when threads exist, so that a use need not ask whether its thread
	// has the variable. ld.so keeps as much for libraries that are loaded late
	// (its tunable glibc.rtld.optional_static_tls).
	lateRoom = 512
)

// NewVar makes a per-thread variable. T must hold no pointers, since Go's
// collector does not look into the memory of raw threads; NewVar panics if it
// does. Goroutines only, normally from a package-level declaration: once a
// thread was prepared there is room for 512 bytes more, alignment included, and
// when they are used up NewVar panics.
func NewVar[T any]() *Var[T] {
	t := reflect.TypeFor[T]()
	if path := noptr.Path(t, t.String()); path != "" {
		panic(fmt.Sprintf("tls.NewVar[%v]: %s is or holds a pointer, and the collector does not see memory of raw threads; keep an index or an address outside Go's heap instead", t, path))
	}
	vars.Lock()
	defer vars.Unlock()
	align := uintptr(t.Align())
	if align < 8 && t.Size() >= 8 {
		align = 8 // 64-bit atomics on 32-bit architectures
	}
	offset := (vars.size + align - 1) &^ (align - 1)
	end := offset + t.Size()
	if room := vars.room.Load(); room != 0 && end > room {
		panic(fmt.Sprintf("tls.NewVar[%v]: %d bytes, when threads were prepared and their variables have room for %d more: declare it at package level, before the first thread", t, t.Size(), room-vars.size))
	}
	vars.size = end
	return &Var[T]{offset}
}

// VarsSize returns the size in bytes of the block that holds all variables, with
// room for late ones, for [NewLayout]. The first call settles it: it returns the
// same ever after. Goroutines only.
func VarsSize() uint64 {
	vars.Lock()
	defer vars.Unlock()
	if vars.room.Load() == 0 {
		vars.room.Store((vars.size + lateRoom + varsAlign - 1) &^ (varsAlign - 1))
	}
	return uint64(vars.room.Load())
}

// Ptr returns the address of the calling raw thread's copy. It is valid until
// that thread ends, on whichever thread it is then used. It panics off a raw
// thread.
func (v *Var[T]) Ptr() *T { return (*T)(unsafe.Add(block(), v.offset)) }

// Get returns the calling raw thread's value. It panics off a raw thread.
func (v *Var[T]) Get() T { return *(*T)(unsafe.Add(block(), v.offset)) }

// Set stores the calling raw thread's value. It panics off a raw thread.
func (v *Var[T]) Set(x T) { *(*T)(unsafe.Add(block(), v.offset)) = x }

// offRawThread is where block goes on off raw threads.
func offRawThread() {
	panic("tls: Var used off a raw thread: goroutines have no per-thread variables")
}
