package kthread

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"
)

// What this package assumes of the Go runtime, all of it, and the check that
// it is so. Source: runtime/runtime2.go (type g, type m), runtime/stack.go,
// internal/abi/stack.go of Go 1.26 and 1.27.
const (
	// Words of runtime.g.
	gStackLo     = 0 // stack.lo
	gStackHi     = 1 // stack.hi
	gStackGuard0 = 2 // compared with SP in each function's prologue
	gStackGuard1 = 3 // the same in functions that run on the system stack
	gM           = 6 // the g's m
	// gWords is room enough for a runtime.g: 456 bytes on 64-bit, 292 on 32-bit.
	gWords = 76

	// Words of runtime.m.
	mG0 = 0 // the g of the m's system stack
	// mGSignal is the g of the m's signal stack: behind g0, morebuf (six
	// words), divmod (a uint32) and procid (a uint64, aligned).
	mGSignal = 9 + 1*(8/wordSize-1)

	// stackGuard is how far above stack.lo the prologue's limit is: 800 bytes
	// for chains of nosplit functions and 128 for small frames.
	stackGuard = 928
	// stackPreempt in stackguard0 is a request to be preempted, no limit.
	stackPreempt = ^uintptr(1313)

	wordSize = unsafe.Sizeof(uintptr(0))
)

// A fakeG stands for a runtime.g on a thread that has none: it satisfies the
// stack check of compiled code, and carries the m that the trap in crash
// detection guards.
type fakeG [gWords]uintptr

// init gives g a stack and an m. It may run on both kinds of thread.
func (g *fakeG) init(stack Range, m uintptr) {
	g[gStackLo] = stack.Addr
	g[gStackHi] = stack.End()
	g[gStackGuard0] = stack.Addr + stackGuard
	g[gStackGuard1] = stack.Addr + stackGuard
	g[gM] = m
	if canaries {
		g.plant()
	}
}

// checkRuntime compares the assumptions above with the g and the m of a
// goroutine that is alive. Once per process.
var checkRuntime = sync.OnceValue(func() error {
	if why := buildUnfit; why != "" {
		return &Error{op: opProbe, kind: kindUnsupported, detail: why}
	}
	runtime.LockOSThread() // the m stays
	defer runtime.UnlockOSThread()
	why := ""
	for range 100 { // a preemption request or a moved stack is passing
		if why = liveGoroutine(); why == "" {
			return nil
		}
		runtime.Gosched()
	}
	return &Error{op: opProbe, kind: kindUnsupported, detail: fmt.Sprintf("%s %s/%s lays its goroutines out as this version of kthread does not know: %s; use a release of kthread made for it", runtime.Version(), runtime.GOOS, runtime.GOARCH, why)}
})

// liveGoroutine returns what about the calling goroutine contradicts the
// assumptions, "" if nothing does.
func liveGoroutine() string {
	var local byte
	sp := uintptr(unsafe.Pointer(&local))
	word := func(base, i uintptr) uintptr { return *(*uintptr)(pointer(base + i*wordSize)) }
	g := liveG()
	if g < 4096 || g%wordSize != 0 {
		return "no g where it should be"
	}
	lo, hi, guard := word(g, gStackLo), word(g, gStackHi), word(g, gStackGuard0)
	switch {
	case sp < lo || sp >= hi || hi-lo > 1<<30:
		return "g's stack bounds don't hold the stack pointer"
	case guard != lo+stackGuard && guard != stackPreempt:
		return "g's stack guard isn't stack.lo+928"
	}
	m := word(g, gM)
	if m < 4096 || m%wordSize != 0 {
		return "g's m is no pointer"
	}
	for _, sys := range []struct {
		name string
		g    uintptr
	}{{"g0", word(m, mG0)}, {"gsignal", word(m, mGSignal)}} {
		switch {
		case sys.g < 4096 || sys.g%wordSize != 0:
			return "m's " + sys.name + " is no pointer"
		case word(sys.g, gM) != m:
			return "m's " + sys.name + " does not lead back to m"
		case word(sys.g, gStackLo) >= word(sys.g, gStackHi):
			return "m's " + sys.name + " has no stack"
		}
	}
	return ""
}

// pointer turns an address outside Go's heap into a pointer.
func pointer(addr uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(&addr))
}
