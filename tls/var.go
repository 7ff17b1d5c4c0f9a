package tls

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"rawthread/internal/noptr"
)

// A Var is a per-thread variable of raw threads: each has a copy of its own,
// zero when the thread starts, gone when it ends. Declare it at package level:
//
//	var hits = tls.NewVar[uint64]()
//
// A raw thread's copy is one add and one load away from its head. A thread has
// the variables that existed when its memory was prepared, which is why they
// belong at package level: a use of a later one, and any use off a raw thread,
// panics with a message that says so.
type Var[T any] struct {
	offset uintptr // from the start of a thread's block of variables
}

// vars is the shape of the block of variables: it only grows.
var vars struct {
	sync.Mutex
	size uintptr
}

// varsAlign is the alignment of the block, and so the highest of a Var.
const varsAlign = 64

// NewVar makes a per-thread variable. T must hold no pointers, since Go's
// collector does not look into the memory of raw threads; NewVar panics if it
// does. Goroutines only, normally from a package-level declaration.
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
	vars.size = offset + t.Size()
	return &Var[T]{offset}
}

// VarsSize returns the size in bytes of the block that holds all variables
// declared so far, for [NewLayout]. Goroutines only.
func VarsSize() uint64 {
	vars.Lock()
	defer vars.Unlock()
	return uint64(vars.size+varsAlign-1) &^ (varsAlign - 1)
}

// Ptr returns the address of the calling raw thread's copy. It is valid until
// that thread ends, on whichever thread it is then used. It panics off a raw
// thread, and on one that was prepared before the variable was declared.
func (v *Var[T]) Ptr() *T {
	h := currentHead()
	if h == nil {
		panic("tls: Var used off a raw thread: goroutines have no per-thread variables")
	}
	var zero T
	if v.offset+unsafe.Sizeof(zero) > h.varsSize {
		panic("tls: Var used that was declared after this thread's memory was prepared: declare it at package level")
	}
	return (*T)(at(h.vars + v.offset))
}

// Get returns the calling raw thread's value. It panics where [Var.Ptr] does.
func (v *Var[T]) Get() T { return *v.Ptr() }

// Set stores the calling raw thread's value. It panics where [Var.Ptr] does.
func (v *Var[T]) Set(x T) { *v.Ptr() = x }
