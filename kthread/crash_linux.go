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

// watchFaults sets up the tripwire and the handlers, once per process.
var watchFaults = sync.OnceValue(func() error {
	tripwire.size = max(pageSize, 16<<10)
	p, err := unix.MmapPtr(-1, 0, nil, tripwire.size, unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS|unix.MAP_NORESERVE)
	if err != nil {
		return memoryError(opMap, err, tripwire.size)
	}
	tripwire.addr = uintptr(p)
	crashFrames = runtime.CallersFrames(crashPCs[:])
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
	crashLooking            // finding out where: the Go runtime's tables are read
	crashTold               // our report is written, the runtime's comes
)

// crash is called by sigEntry on a raw thread whose
// instance says which signal came. It reports, and sets instance.chain: 1 has
// the runtime's handler go on with the signal in the instance, 0 has the
// instruction tried again.
//
// It runs where nothing may fail, so it does without the runtime as bodies do.
func crash() {
	inst := self()
	switch inst.crashing {
	case crashNone:
		if !tripwire.sprung.CompareAndSwap(0, 1) {
			for { // another thread is ending the process
				unix.RawSyscall6(unix.SYS_PPOLL, 0, 0, 0, 0, 0, 0)
			}
		}
		inst.crashing = crashLooking
		inst.first = fault{inst.sig, inst.info, inst.context}
		inst.openTripwire()
		setMask(&threadMask) // a fault in lookUp comes back here
		inst.where = lookUp(inst.context, inst.layout.Stack.End())
		inst.crashing = crashTold
		inst.chain = 1
		if inst.report() {
			inst.chain = 0
		}
	case crashLooking:
		// lookUp failed. The way back to the instruction is lost with it: the
		// runtime reports the first signal as a fault.
		inst.sig, inst.info, inst.context = inst.first.sig, inst.first.info, inst.first.context
		inst.crashing = crashTold
		inst.report()
		inst.chain = 1
	case crashTold:
		inst.chain = 1 // a fault in the runtime's own report, or after it gave up
	}
}

// openTripwire makes the tripwire an m of the crashing thread.
func (inst *instance) openTripwire() {
	protect(Range{tripwire.addr, tripwire.size}, unix.PROT_READ|unix.PROT_WRITE)
	m := (*[mGSignal + 1]uintptr)(pointer(tripwire.addr))
	m[mG0] = addressOf(&inst.g)
	m[mGSignal] = addressOf(&inst.gsignal)
}

// A fault is a signal with what the kernel said of it.
type fault struct{ sig, info, context uintptr }

// report writes the report of the first fault, and says if it was the tripwire.
func (inst *instance) report() (tripped bool) {
	t := (*thread)(pointer(inst.thread))
	addr := faultAddress(inst.first.info)
	tripped = inst.first.sig == uintptr(unix.SIGSEGV) && addr-tripwire.addr < tripwire.size
	var p printer
	p.str("\nkthread: raw thread ")
	name, body := t.name, t.bodyName
	if w := currentWorker(); w != nil {
		name, body = w.says(name, body)
	}
	if name != "" {
		p.byte('"')
		p.str(name)
		p.str("\" ")
	}
	p.str("(tid ")
	p.dec(uintptr(tls.ID()))
	p.str(") crashed: ")
	inst.reason(&p, tripped, addr)
	p.str("\n\tbody:  ")
	p.str(body)
	p.str("\n\tfault: ")
	p.str(signalName(inst.first.sig))
	if tripped {
		p.str(", by which the runtime's code was caught")
	} else {
		p.str(" at address ")
		p.hex(addr)
	}
	p.str("\n\tpc:    ")
	p.hex(programCounter(inst.first.context))
	if w := &inst.where.user; w.function != "" {
		p.str("\n\tin:    ")
		p.str(w.function)
		p.str(" (")
		p.str(w.file)
		p.byte(':')
		p.dec(uintptr(w.line))
		p.byte(')')
	}
	p.str("\n\tstack: ")
	p.hex(inst.layout.Stack.Addr)
	p.str(" to ")
	p.hex(inst.layout.Stack.End())
	p.str(", ")
	p.dec(inst.layout.Stack.Size >> 10)
	p.str(" KiB, sp ")
	p.hex(stackPointer(inst.first.context))
	p.str("\n\tThe Go runtime's report with the backtrace follows; to it, a raw thread is a goroutine on a system stack.\n\n")
	p.flush()
	return tripped
}

// reason says in a few words what happened.
func (inst *instance) reason(p *printer, tripped bool, addr uintptr) {
	in := inst.where.runtime
	switch {
	case addr-inst.layout.Guard.Addr < inst.layout.Guard.Size,
		tripped && hasPrefix(in, "runtime.morestack"):
		p.str("stack overflow")
	case tripped && (hasPrefix(in, "runtime.panicBounds") || hasPrefix(in, "runtime.goPanic") || hasPrefix(in, "runtime.panicIndex") || hasPrefix(in, "runtime.panicSlice")):
		p.str("panic: index or slice bounds out of range")
	case tripped && hasPrefix(in, "runtime.panicdivide"):
		p.str("panic: integer divide by zero")
	case tripped && (hasPrefix(in, "runtime.gopanic") || hasPrefix(in, "runtime.panic")):
		p.str("panic")
	case tripped:
		p.str("the body entered the Go runtime, which a raw thread can't")
		if in != "" {
			p.str(", by ")
			p.str(in)
		}
	case inst.first.sig == uintptr(unix.SIGFPE):
		p.str("arithmetic fault")
	case inst.first.sig == uintptr(unix.SIGSEGV) && addr < 4096:
		p.str("nil pointer dereference")
	default:
		p.str("fault")
	}
}

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

// faultAddress returns si_addr, on s390x that of its page: behind si_signo, si_errno and si_code, and
// aligned to a word.
func faultAddress(info uintptr) uintptr {
	const offset = (12 + wordSize - 1) &^ (wordSize - 1)
	return *(*uintptr)(pointer(info + offset))
}
