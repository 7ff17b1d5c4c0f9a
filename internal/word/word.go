//go:build !model

// Package word has the atomic words that threads agree by. In a normal build
// they are those of sync/atomic and nothing else. Built with the tag model, each
// access goes through package internal/model instead, which explores all orders
// in which threads can make them; the code around stays the very same.
package word

import (
	"sync/atomic"
	"unsafe"
)

// A Uint32 is a word that a futex can be.
type Uint32 = atomic.Uint32

// A Uint64 is a counter, aligned to 8 bytes everywhere.
type Uint64 = atomic.Uint64

// Addr returns a word's address for futex(2).
func Addr(w *Uint32) *uint32 { return (*uint32)(unsafe.Pointer(w)) }
