//go:build model

package word

import (
	"unsafe"

	"rawthread/internal/model"
)

// A Uint32 is a word that a futex can be, under the model.
type Uint32 = model.Uint32

// A Uint64 is a counter, under the model.
type Uint64 = model.Uint64

// Addr returns a word's address for futex(2).
func Addr(w *Uint32) *uint32 { return (*uint32)(unsafe.Pointer(w)) }
