package kthread

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/tls"
)

// A raw thread that does what it can't ends the process, with a report. There
// are two ways to notice.
//
// A fault is a synchronous signal. The handler that the Go runtime installed
// for it would find its way on a raw thread, but not know its name; so sigEntry
// stands before it. It hands over, untouched, what comes from other threads.
//
// An entry into the runtime (a panic, a stack overflow, an allocation, ...)
// makes no signal by itself. But whatever the runtime does for a goroutine it
// begins by reading g.m, and the m of all raw threads is the tripwire: pages
// without access. So it faults, and is reported like a fault; then the tripwire
// is made into an m that is good enough for the runtime to go on to its own
// report, with the panic's value and a backtrace, and to end the process.
var tripwire struct {
	addr, size uintptr
	sprung     atomic.Uint32 // 1 once a thread crashes: the m is that thread's
}

// nextHandler has for each signal the handler that sigEntry stands before.
var nextHandler [129]uintptr

// sigaction is struct sigaction of the kernel: larger than any architecture's,
// and read and written as a whole but for the handler.
type sigaction [8]uintptr

// frames resolves one program counter without allocating: it was made ahead
// of time over a slice that is filled in when it is needed.
var crashPC = []uintptr{0}
var crashFrames *runtime.Frames

// watchFaults sets up the tripwire and the handlers, once per process.
var watchFaults = sync.OnceValue(func() error {
	tripwire.size = max(pageSize, 16<<10)
	p, err := unix.MmapPtr(-1, 0, nil, tripwire.size, unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS|unix.MAP_NORESERVE)
	if err != nil {
		return memoryError(opMap, err, tripwire.size)
	}
	tripwire.addr = uintptr(p)
	crashFrames = runtime.CallersFrames(crashPC)
	for _, sig := range syncSignals {
		var act sigaction
		if e := changeHandler(sig, nil, &act); e != 0 || act[sigactionHandler] <= 1 {
			continue // not handled: a raw thread's fault then is what any thread's is
		}
		nextHandler[sig] = act[sigactionHandler]
		act[sigactionHandler] = sigEntryPC
		changeHandler(sig, &act, nil)
	}
	return nil
})

func changeHandler(sig unix.Signal, act, old *sigaction) unix.Errno {
	_, _, e := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(sig), uintptr(unsafe.Pointer(act)), uintptr(unsafe.Pointer(old)), sigsetSize, 0, 0)
	return e
}

// crashPhase is how far a thread's report is: a fault while it is made must not
// begin another.
type crashPhase uintptr

const (
	crashNone    crashPhase = iota
	crashLooking            // finding out where; the Go runtime's tables are read
	crashTold               // our report is written, the runtime's comes
)

// crash is called by sigEntry on the signal stack of a raw thread whose
// instance says which signal came. It reports, and sets instance.chain: 1 has
// the runtime's handler go on with the signal in the instance, 0 has the
// instruction tried again.
//
// It runs where nothing may fail, so it does without the runtime as bodies do.
func crash() {
	inst := self()
	if inst.crashing == crashTold {
		inst.chain = 1 // a fault in the runtime's own report, or after it gave up
		return
	}
	if inst.crashing == crashNone {
		if !tripwire.sprung.CompareAndSwap(0, 1) {
			for { // another thread is ending the process
				unix.RawSyscall6(unix.SYS_PPOLL, 0, 0, 0, 0, 0, 0)
			}
		}
		inst.crashing = crashLooking
		inst.first = fault{inst.sig, inst.info, inst.context}
		setMask(&threadMask) // a fault in lookUp comes back here, and ends it
		inst.where = lookUp(programCounter(inst.context))
	}
	inst.sig, inst.info, inst.context = inst.first.sig, inst.first.info, inst.first.context
	inst.crashing = crashTold
	hit := inst.report()
	protect(Range{tripwire.addr, tripwire.size}, unix.PROT_READ|unix.PROT_WRITE)
	m := (*[mGSignal + 1]uintptr)(pointer(tripwire.addr))
	m[mG0] = addressOf(&inst.g)
	m[mGSignal] = addressOf(&inst.gsignal)
	inst.chain = 1
	if hit {
		inst.chain = 0
	}
}

// A fault is a signal with what the kernel said of it.
type fault struct{ sig, info, context uintptr }

// A place is a program counter in the terms of the source.
type place struct {
	function, file string
	line           int
}

// lookUp finds out where pc is. The frames' code is the runtime's, but uses
// neither g nor m unless it has to allocate, for generic functions; then it
// trips, and the report does without.
func lookUp(pc uintptr) place {
	crashPC[0] = pc + 1 // frames take return addresses
	f, _ := crashFrames.Next()
	return place{f.Function, f.File, f.Line}
}

// report writes the report of the first fault, and says if it was the tripwire.
func (inst *instance) report() (tripped bool) {
	t := (*thread)(pointer(inst.thread))
	addr := faultAddress(inst.info)
	tripped = inst.sig == uintptr(unix.SIGSEGV) && addr-tripwire.addr < tripwire.size
	var p printer
	p.str("\nkthread: raw thread ")
	if t.name != "" {
		p.byte('"')
		p.str(t.name)
		p.str("\" ")
	}
	p.str("(tid ")
	p.dec(uintptr(tls.ID()))
	p.str(") crashed: ")
	p.str(inst.reason(tripped, addr))
	p.str("\n\tbody:  ")
	p.str(t.bodyName)
	p.str("\n\tfault: ")
	p.str(signalName(inst.sig))
	if tripped {
		p.str(" (the runtime looked for its m)")
	} else {
		p.str(" at address ")
		p.hex(addr)
	}
	p.str("\n\tpc:    ")
	p.hex(programCounter(inst.context))
	if inst.where.function != "" {
		p.str(" ")
		p.str(inst.where.function)
		p.str(" (")
		p.str(inst.where.file)
		p.byte(':')
		p.dec(uintptr(inst.where.line))
		p.byte(')')
	}
	p.str("\n\tstack: ")
	p.hex(inst.layout.Stack.Addr)
	p.str(" to ")
	p.hex(inst.layout.Stack.End())
	p.str(", ")
	p.dec(inst.layout.Stack.Size >> 10)
	p.str(" KiB\n\tThe Go runtime's report with the backtrace follows; to it, a raw thread is a goroutine on a system stack.\n\n")
	p.flush()
	return tripped
}

// reason says in a few words what happened.
func (inst *instance) reason(tripped bool, addr uintptr) string {
	f := inst.where.function
	switch {
	case addr-inst.layout.Guard.Addr < inst.layout.Guard.Size && !tripped,
		tripped && hasPrefix(f, "runtime.morestack"):
		return "stack overflow"
	case tripped && (hasPrefix(f, "runtime.gopanic") || hasPrefix(f, "runtime.panic") || hasPrefix(f, "runtime.goPanic")):
		return "panic"
	case tripped && (hasPrefix(f, "runtime.throw") || hasPrefix(f, "runtime.fatal")):
		return "fatal error in the Go runtime"
	case tripped:
		return "the body entered the Go runtime, which a raw thread can't"
	case inst.sig == uintptr(unix.SIGFPE):
		return "arithmetic fault"
	case inst.sig == uintptr(unix.SIGSEGV) && addr < 4096:
		return "nil pointer dereference"
	}
	return "fault"
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// signalName returns a synchronous signal's name.
func signalName(sig uintptr) string {
	switch unix.Signal(sig) {
	case unix.SIGSEGV:
		return "SIGSEGV"
	case unix.SIGBUS:
		return "SIGBUS"
	case unix.SIGFPE:
		return "SIGFPE"
	case unix.SIGILL:
		return "SIGILL"
	case unix.SIGTRAP:
		return "SIGTRAP"
	case unix.SIGSYS:
		return "SIGSYS"
	}
	return "signal"
}

// faultAddress returns si_addr: behind si_signo, si_errno and si_code, and
// aligned to a word.
func faultAddress(info uintptr) uintptr {
	const offset = (12 + wordSize - 1) &^ (wordSize - 1)
	return *(*uintptr)(pointer(info + offset))
}
