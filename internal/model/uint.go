package model

import (
	"sync/atomic"
	"unsafe"
)

// A Uint32 is atomic.Uint32 whose accesses are steps of the model, on threads of
// a model; elsewhere it is atomic.Uint32.
type Uint32 struct{ v atomic.Uint32 }

func (x *Uint32) step(k kind, a, b uint32) uint32 {
	return uint32(current.do(op{kind: k, addr: unsafe.Pointer(x), a: uint64(a), b: uint64(b)}))
}

// Load is that of atomic.Uint32, as are the others.
func (x *Uint32) Load() uint32 {
	if current == nil {
		return x.v.Load()
	}
	return x.step(opLoad, 0, 0)
}

func (x *Uint32) Store(v uint32) {
	if current == nil {
		x.v.Store(v)
		return
	}
	x.step(opStore, v, 0)
}

// StorePlain is a store that is not atomic: a mistake, which models must find.
func (x *Uint32) StorePlain(v uint32) {
	if current == nil {
		x.v.Store(v)
		return
	}
	x.step(opPlainStore, v, 0)
}

func (x *Uint32) Swap(v uint32) uint32 {
	if current == nil {
		return x.v.Swap(v)
	}
	return x.step(opSwap, v, 0)
}

func (x *Uint32) CompareAndSwap(old, v uint32) bool {
	if current == nil {
		return x.v.CompareAndSwap(old, v)
	}
	return x.step(opCAS, old, v) != 0
}

func (x *Uint32) Add(d uint32) uint32 {
	if current == nil {
		return x.v.Add(d)
	}
	return x.step(opAdd, d, 0)
}

func (x *Uint32) And(mask uint32) uint32 {
	if current == nil {
		return x.v.And(mask)
	}
	return x.step(opAnd, mask, 0)
}

func (x *Uint32) Or(mask uint32) uint32 {
	if current == nil {
		return x.v.Or(mask)
	}
	return x.step(opOr, mask, 0)
}

// A Uint64 is atomic.Uint64 likewise.
type Uint64 struct{ v atomic.Uint64 }

func (x *Uint64) step(k kind, a, b uint64) uint64 {
	return current.do(op{kind: k, wide: true, addr: unsafe.Pointer(x), a: a, b: b})
}

func (x *Uint64) Load() uint64 {
	if current == nil {
		return x.v.Load()
	}
	return x.step(opLoad, 0, 0)
}

func (x *Uint64) Store(v uint64) {
	if current == nil {
		x.v.Store(v)
		return
	}
	x.step(opStore, v, 0)
}

// StorePlain is a store that is not atomic: a mistake, which models must find.
func (x *Uint64) StorePlain(v uint64) {
	if current == nil {
		x.v.Store(v)
		return
	}
	x.step(opPlainStore, v, 0)
}

func (x *Uint64) Swap(v uint64) uint64 {
	if current == nil {
		return x.v.Swap(v)
	}
	return x.step(opSwap, v, 0)
}

func (x *Uint64) CompareAndSwap(old, v uint64) bool {
	if current == nil {
		return x.v.CompareAndSwap(old, v)
	}
	return x.step(opCAS, old, v) != 0
}

func (x *Uint64) Add(d uint64) uint64 {
	if current == nil {
		return x.v.Add(d)
	}
	return x.step(opAdd, d, 0)
}

func (x *Uint64) And(mask uint64) uint64 {
	if current == nil {
		return x.v.And(mask)
	}
	return x.step(opAnd, mask, 0)
}

func (x *Uint64) Or(mask uint64) uint64 {
	if current == nil {
		return x.v.Or(mask)
	}
	return x.step(opOr, mask, 0)
}
