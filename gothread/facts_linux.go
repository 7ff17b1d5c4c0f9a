//go:build !go1.28 && !race && !msan && !asan

package gothread

import (
	"runtime"
	"strings"
	"unsafe"
)

// What this package takes for granted of the Go runtime, all of it. Source:
// runtime/cgocall.go, runtime/proc.go (needm, dropm, newextram), runtime/asm_*.s
// (cgocallback), runtime/runtime2.go (type g, type m), syscall/syscall_linux.go of Go 1.26 and 1.27.
//
//   - runtime·cgocallback(fn, frame, ctxt), called on a thread without a g, takes
//     an extra M, and calls fn(frame) on the M's goroutine. With a g that is the
//     g0 of the M that the thread has it calls on that; with fn 0 it gives the M
//     of which frame is the g0 back.
//   - The M stays with the thread between calls if the word that
//     _cgo_pthread_key_created points to is not 0.
//   - A thread that needs an extra M where there is none waits, and is counted.
//     cgocallback on a thread of the runtime's, from within what the scheduler
//     takes for a system call, makes as many as threads wait. From then on the
//     thread that takes the last one makes another.
//   - A panic out of it, recovered by the goroutine, leaves the M as it was.
//   - The goroutine of an extra M runs on that M's thread alone, and the thread
//     runs no other.
//   - Where the runtime doubts a thread's stack, it takes it to have systemStack
//     bytes below the stack pointer that cgocallback was called with.
const (
	wordSize = unsafe.Sizeof(uintptr(0))

	// Words of runtime.g.
	gStackLo = 0
	gStackHi = 1
	gPanic   = 4 // the innermost panic
	gM       = 6
	gSchedSP = 7 // sched.sp: of a g0, where its stack is free

	// Words of runtime.m.
	mG0 = 0
	// mSigmask is the mask that dropm gives the thread: behind g0, morebuf (six
	// words), divmod (a uint32), procid (a uint64, aligned), gsignal and
	// goSigStack (five words). needm puts the thread's own there, but a fork
	// that of goroutines.
	mSigmask = 15 + 1*(8/wordSize-1)

	systemStack = 32 << 10
)

// entersyscall tells the scheduler that the caller begins a system call.
//
//go:linkname entersyscall runtime.entersyscall
func entersyscall()

// iscgo says whether runtime/cgo is linked in.
//
//go:linkname iscgo runtime.iscgo
var iscgo bool

// keyCreated is where cgocallback finds the address of the word that says whether
// Ms stay with their threads.
//
//go:linkname keyCreated _cgo_pthread_key_created
var keyCreated unsafe.Pointer

// keepM is that word, of this package's.
var keepM uintptr = 1

// libcSetegid is, where runtime/cgo is linked in, the address of libc's function
// (credentials_linux.go says what for), and behind it a word that nobody uses: the
// linker lets a package refer to a variable of another's that is longer than the
// other has it, as then it is the longer one that is linked.
//
//go:linkname libcSetegid syscall.cgo_libc_setegid
var libcSetegid [2]unsafe.Pointer

// extraMInUse is how many extra Ms threads have: an atomic.Uint32.
//
//go:linkname extraMInUse runtime.extraMInUse
var extraMInUse uint32

// initialised reports whether main.main was called: before, cgocallback would wait
// for it. It is the outermost function on the stack of goroutine 1 then.
func initialised() bool {
	dump := make([]byte, 256<<10)
	_, main, found := strings.Cut(string(dump[:runtime.Stack(dump, true)]), "goroutine 1 [")
	if !found { // main.main ended by runtime.Goexit
		return true
	}
	main, _, _ = strings.Cut(main, "\n\n")
	return strings.Contains(main, "\nmain.main(")
}

// A system is the g0 of the calling goroutine's M, and where its stack is free.
type system struct{ g0, sp uintptr }

// systemOf returns that of the calling goroutine, which is locked to its thread.
// If the runtime's records don't look as expected it says what is wrong.
func systemOf() (s system, wrong string) {
	g := liveG()
	if !plausible(g) {
		return s, "no g where it should be"
	}
	m := wordAt(g, gM)
	if !plausible(m) {
		return s, "g's m is no pointer"
	}
	s.g0 = wordAt(m, mG0)
	if !plausible(s.g0) || wordAt(s.g0, gM) != m {
		return s, "m's g0 does not lead back to m"
	}
	s.sp = wordAt(s.g0, gSchedSP)
	lo, hi := wordAt(s.g0, gStackLo), wordAt(s.g0, gStackHi)
	switch {
	case lo >= hi || hi-lo > 1<<24:
		return s, "g0 has no stack"
	case s.sp <= lo+4096 || s.sp > hi || s.sp%wordSize != 0:
		return s, "g0's sched.sp is not on its stack"
	case wordAt(g, gPanic) != 0:
		return s, "g has a panic where there is none"
	}
	return s, ""
}

// sigmaskOf returns the mask that the M with the given g0 gives its thread at the
// end.
func sigmaskOf(g0 uintptr) *sigset {
	return (*sigset)(pointer(wordAt(g0, gM) + mSigmask*wordSize))
}

// panicSeen reports whether the calling goroutine, which panics, has its panic
// where it is expected.
func panicSeen() bool {
	g := liveG()
	p := wordAt(g, gPanic)
	return p > wordAt(g, gStackLo) && p < wordAt(g, gStackHi)
}

func plausible(p uintptr) bool { return p >= 4096 && p%wordSize == 0 }

func wordAt(base, i uintptr) uintptr { return *(*uintptr)(pointer(base + i*wordSize)) }

// entryOf returns the address of f's code, as cgocallback wants it.
func entryOf(f func(unsafe.Pointer)) uintptr { return **(**uintptr)(unsafe.Pointer(&f)) }
