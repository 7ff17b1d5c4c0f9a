package kthread

import "runtime"

// A place is a program counter in the terms of the source.
type place struct {
	function, file string
	line           int
}

// A finding is where a thread crashed.
type finding struct {
	user    place  // the innermost place outside the runtime
	runtime string // the outermost of runtimeEntries within that, "" if there is none
}

// crashPCs are the program counters that lookUp resolves, and crashFrames are
// frames made of them ahead of time: resolving them does not allocate.
var (
	crashPCs    [256]uintptr
	crashFrames *runtime.Frames
)

// lookUp finds out where the thread was. A faultless unwinder is the runtime's,
// whose backtrace follows; this looks, from the stack pointer up, for words that
// are return addresses. Stale ones can mislead it, and it only makes a hint.
//
// The frames' code is the runtime's, but needs no more of it than an m, unless
// it has to allocate, as for the names of generic functions: that is a fault.
func lookUp(context, stackEnd uintptr) (f finding) {
	crashPCs[0] = programCounter(context) + 1 // return addresses are wanted
	n := 1
	if lr := linkRegister(context); lr != 0 {
		crashPCs[1] = lr
		n = 2
	}
	for sp := stackPointer(context) &^ (wordSize - 1); sp < stackEnd && n < len(crashPCs); sp += wordSize {
		crashPCs[n] = load(sp)
		n++
	}
	// The runtime's functions for bounds get the program counter as an
	// argument, so it is met before their return addresses.
	for beyond := 0; beyond < 24; {
		frame, more := crashFrames.Next()
		if f.user.function != "" {
			beyond++
		}
		switch {
		case hasPrefix(frame.Function, "runtime."):
			for i := range runtimeEntries {
				if hasPrefix(frame.Function, runtimeEntries[i]) {
					f.runtime = frame.Function
				}
			}
		case f.user.function == "" && frame.Function != "" && !ours(frame.Function):
			f.user = place{frame.Function, frame.File, frame.Line}
		}
		if !more {
			break
		}
	}
	return f
}

// runtimeEntries are how the names of the functions begin by which compiled code
// enters the runtime. Others, deeper in it, are not looked for: a number on the
// stack may look like a return address into any function.
var runtimeEntries = [...]string{
	"runtime.morestack", "runtime.gopanic", "runtime.panic", "runtime.goPanic", "runtime.throw", "runtime.fatal",
	"runtime.mallocgc", "runtime.newobject", "runtime.makeslice", "runtime.growslice", "runtime.makemap", "runtime.map",
	"runtime.makechan", "runtime.chansend", "runtime.chanrecv", "runtime.closechan", "runtime.selectgo", "runtime.newproc",
	"runtime.deferproc", "runtime.deferreturn", "runtime.gorecover", "runtime.gcWriteBarrier", "runtime.wbMove", "runtime.wbZero",
	"runtime.typedmemmove", "runtime.conv", "runtime.concatstring", "runtime.slicebytetostring", "runtime.stringtoslice",
	"runtime.typeAssert", "runtime.assertE2I", "runtime.interfaceSwitch", "runtime.entersyscall", "runtime.LockOSThread",
	"runtime.Gosched", "runtime.GC", "runtime.print",
}

// ours reports whether a function is of this module or one that it calls to get
// a thread going: every stack has stale return addresses into those.
func ours(function string) bool {
	return hasPrefix(function, "rawthread/kthread.") || hasPrefix(function, "rawthread/tls.") || hasPrefix(function, "rawthread/futex.") ||
		hasPrefix(function, "syscall.") || hasPrefix(function, "internal/runtime/") || hasPrefix(function, "golang.org/x/sys/unix.")
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }
