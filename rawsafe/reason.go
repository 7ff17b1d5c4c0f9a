package rawsafe

import "strings"

// A Reason is a kind of violation.
type Reason uint8

const (
	Allocates     Reason = iota // takes memory from the Go heap
	StoresPtr                   // stores a pointer by a write barrier
	UsesMap                     // reads or writes a map
	UsesChannel                 // sends, receives, selects or closes
	StartsGo                    // starts a goroutine
	Defers                      // records a deferred call, or recovers
	Converts                    // asserts to an interface type, by tables that the runtime grows
	Schedules                   // enters the scheduler: blocks, yields, locks
	Instrumented                // calls the race detector or a sanitizer
	EntersOther                 // enters the runtime otherwise
	GoroutineOnly               // calls a function of this module that is for goroutines only
	Indirect                    // calls a function that is not known before it runs
	Retpoline                   // calls through the linker's retpolines
	Middle                      // calls or jumps into the middle of a function
	Foreign                     // calls code that is not Go's
	Assembly                    // runs assembly that may return elsewhere than to its caller
	Undecoded                   // has an instruction that is not known, or that code must not have
	NoEnd                       // runs on behind its end
)

var reasons = [...]struct{ text, hint string }{
	Allocates:     {"allocates", "Allocate before Spawn and let the body use what is there, or have a goroutine do it: bridge.Queue hands it values, bridge.Func calls it."},
	StoresPtr:     {"records a pointer store for the collector", "Store an index or a number instead of the pointer, or let a goroutine store it."},
	UsesMap:       {"works on a map", "Copy what the body needs into a slice or an array before Spawn."},
	UsesChannel:   {"uses a channel", "Use bridge.Queue, which both goroutines and raw threads can push to and pop from, or an atomic and package futex."},
	StartsGo:      {"starts a goroutine", "Start it before Spawn and wake it by bridge.Queue, or let bridge.Func call a function on one."},
	Defers:        {"defers a call or recovers", "Call the function where the body returns."},
	Converts:      {"asserts to an interface type", "Assert before Spawn, or to the concrete type."},
	Schedules:     {"enters the scheduler", "Use an atomic, package futex, or unix.RawSyscall instead, or have a goroutine do it, by bridge.Func."},
	Instrumented:  {"calls the race detector or a sanitizer", "Build without -race, -msan and -asan, or mark the function //go:norace."},
	EntersOther:   {"enters the Go runtime", "Do it before Spawn, or have a goroutine do it, by bridge.Func."},
	GoroutineOnly: {"is for goroutines only", "Call it before Spawn, or on a goroutine: raw threads start threads that were prepared, and wait until a deadline instead of by a context."},
	Indirect:      {"a call whose target is not known before it runs", "Name every function that it can call in Config.Calls, or call it directly: through a concrete type, not an interface or a func value."},
	Middle:        {"a transfer into the middle of a function", "Only hand-written assembly does that: set Config.Unchecked if you know that it is safe."},
	Foreign:       {"is no Go code", "C and other code can't be checked: set Config.Unchecked if you know that it needs neither the Go runtime nor a C library's thread."},
	Assembly:      {"is assembly whose return address can't be shown to be its caller's", "Keep the link register, or the return address on the stack, untouched; or set Config.Unchecked if you know that it is safe."},
	Undecoded:     {"an instruction that can't be checked", "Set Config.Unchecked if you know that it is safe."},
	NoEnd:         {"no end where it could be found", "Set Config.Unchecked if you know that it is safe."},
}

// String says what the code does, as part of a sentence.
func (r Reason) String() string { return reasons[r].text }

// Hint says what to do instead, in one sentence.
func (r Reason) Hint() string { return reasons[r].hint }

// packageHints say what to use instead of a package: for a violation whose path
// leads through it. Names are separated by spaces.
var packageHints = []struct{ packages, hint string }{
	{"fmt log log/slog", "Log by bridge.Log, or have a goroutine format and print, by bridge.Func."},
	{"os os/exec io/fs net net/http bufio", "Have a goroutine do it, by bridge.Func, or use unix.RawSyscall."},
	{"time", "Take the time from bridge.Clock, and wait by package futex with a deadline."},
}

// hint is the reason's, or that of the first package on the path that has one.
func (v *Violation) hint() string {
	for _, c := range v.Path {
		for _, p := range packageHints {
			for _, name := range strings.Fields(p.packages) {
				if rest, ok := cutPrefix(c.Function, name+"."); ok && !strings.Contains(rest, "/") {
					return p.hint
				}
			}
		}
	}
	return v.Reason.Hint()
}

// runtimeReasons tell by the name of a function of the runtime what it is for.
// The first that fits counts; names are without their package.
var runtimeReasons = []struct {
	reason Reason
	names  string // separated by spaces: what the name begins with
}{
	{Instrumented, "race msan asan"},
	{StoresPtr, "gcWriteBarrier wbZero wbMove typedmemmove typedslicecopy typedmemclr memclrHasPointers bulkBarrier atomicwb atomicstorep atomic_storePointer atomic_casPointer writebarrier StorePointer SwapPointer CompareAndSwapPointer"},
	{UsesMap, "map makemap reflect_map Map"},
	{UsesChannel, "chan makechan closechan select block reflect_chan"},
	{StartsGo, "newproc"},
	{Defers, "defer gorecover recovery"},
	{Converts, "typeAssert assertE2I interfaceSwitch getitab"},
	{Allocates, "conv mallocgc newobject makeslice growslice newarray concat slicebytetostring stringtoslice slicerunetostring intstring rawstring rawbyteslice rawruneslice makeslicecopy moveSlice unsafe_New bytealg_MakeNoZero"},
	{Schedules, "entersyscall exitsyscall Gosched gopark goready LockOSThread UnlockOSThread lock unlock sem notify mcall systemstack proc nanotime walltime time timeSleep GC GOMAXPROCS stopTheWorld"},
}

// runtimeReason finds the reason for a function of the runtime by its name.
func runtimeReason(name string) Reason {
	short := name[strings.LastIndexByte(name, '.')+1:]
	for _, r := range runtimeReasons {
		for _, prefix := range strings.Fields(r.names) {
			if strings.HasPrefix(short, prefix) {
				return r.reason
			}
		}
	}
	if strings.HasPrefix(name, "internal/runtime/maps.") {
		return UsesMap
	}
	if strings.HasPrefix(name, "sync.") || strings.HasPrefix(name, "internal/sync.") || strings.HasPrefix(name, "time.") || strings.HasPrefix(name, "internal/poll.") {
		return Schedules
	}
	return EntersOther
}
