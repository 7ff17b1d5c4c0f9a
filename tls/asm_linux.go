package tls

import "unsafe"

// Implemented in asm_*.s, the same functions in the same order in each.

// ThreadPointer returns the calling thread's thread pointer: what the ABI's
// register holds (TPIDR_EL0, X4, R13, a0:a1, rdhwr $29 ...), its bias
// included. On 386 and amd64 it is the self pointer at offset 0 of the
// segment, which is 0 on threads of a Go runtime without cgo on amd64.
func ThreadPointer() uintptr

// current returns the address of the calling thread's head, 0 off raw threads.
func current() uintptr

// Lookup is not for Go code. It is current with a calling convention of its
// own, for the assembly of signal handlers: no stack, no argument, the result
// and at most one more register changed. See asm_*.s for which ones.
func Lookup()

// block returns the address of the calling raw thread's per-thread variables.
// Off raw threads it goes on in offRawThread, as if its caller had called that.
func block() unsafe.Pointer
