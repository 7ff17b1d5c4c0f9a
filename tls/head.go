package tls

import "unsafe"

// A head is the control block that a raw thread has at headOffset from its
// thread pointer. It is written before the thread exists and by that thread
// alone afterwards, so its words need no atomic access.
type head struct {
	magic uintptr // headMagic, on raw threads only
	id    uintptr // kernel thread id, once SetID was called; 0 before
	owner uintptr // address of the owner's record, outside Go's heap
	vars  uintptr // address of the block of per-thread variables
	_     [headWords - 4]uintptr
}

// headMagic marks a head. It is odd, so that no pointer equals it, and no
// small number, so that no counter does, and positive in 32 bits, for the
// assemblers: on x86 the word is also read on
// threads whose thread pointer leads into memory of the Go runtime or of libc.
const headMagic = 0x77A1B035

// OwnerOffset is the distance of the owner's word from the start of a head, for
// the assembly that calls [Lookup].
const OwnerOffset = unsafe.Offsetof(head{}.owner)

// MagicOffset is the distance from the start of a head of the word that makes the
// thread a raw one: for the assembly of package gothread, which clears it as long
// as the thread runs a goroutine.
const MagicOffset = unsafe.Offsetof(head{}.magic)

const wordSize = unsafe.Sizeof(uintptr(0))

// goThreadPointer is the thread pointer of the thread that initialised this
// package. Where the Go runtime gives all its threads the same one (all
// architectures but x86, without cgo), it lets the assembly tell them apart
// from raw threads without reading memory that may not be there.
var goThreadPointer = ThreadPointer()

// currentHead returns the calling thread's head, nil off raw threads.
func currentHead() *head {
	return (*head)(at(current()))
}

// at turns an address outside Go's heap into a pointer.
func at(addr uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&addr))
}

// OnRawThread reports whether the caller runs on a raw thread. About 2 ns.
func OnRawThread() bool { return current() != 0 }

// Owner returns what [Layout.InstallThread] was given as owner for the calling
// thread, 0 off raw threads.
func Owner() uintptr {
	if h := currentHead(); h != nil {
		return h.owner
	}
	return 0
}

// ID returns the kernel thread id that the calling raw thread was given by
// [SetID]: 0 off raw threads, and before.
func ID() int {
	if h := currentHead(); h != nil {
		return int(h.id)
	}
	return 0
}

// SetID keeps the calling raw thread's kernel thread id for [ID]. Off raw
// threads it does nothing.
func SetID(id int) {
	if h := currentHead(); h != nil {
		h.id = uintptr(id)
	}
}

// InstallThread is [Layout.Install] for a raw thread: it also writes the head
// that makes the thread known to this package. owner is the address of a
// record of the caller's, outside Go's heap, that [Owner] will return. l must
// have been made with [VarsSize] bytes for variables, or more; with fewer the
// result is 0, and the area untouched. Like Install it may be called from both
// kinds of thread.
func (l *Layout) InstallThread(area unsafe.Pointer, owner uintptr) (tp uintptr) {
	if room := vars.room.Load(); room == 0 || l.VarsSize < uint64(room) {
		return 0 // a use of a Var does not ask again
	}
	if tp = l.Install(area); tp == 0 {
		return 0
	}
	h := (*head)(unsafe.Add(area, l.Head))
	h.magic = headMagic
	h.owner = owner
	h.vars = uintptr(area) + uintptr(l.Vars)
	return tp
}
