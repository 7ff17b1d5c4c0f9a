package gothread_test

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/gothread"
	"rawthread/kthread"
	"rawthread/rawsafe"
	"rawthread/tls"
)

// raw spawns a thread with a checked body.
func raw(t testing.TB, cfg kthread.Config, body func()) *kthread.Thread {
	t.Helper()
	th, err := kthread.Spawn(cfg, body)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func join(t testing.TB, th *kthread.Thread) {
	t.Helper()
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
}

func TestCall(t *testing.T) {
	needThreads(t)
	var n, onRaw, wrongThread int
	var lines []string
	var id int
	f := gothread.Prepare(func() {
		n++
		if tls.OnRawThread() || kthread.Self() != nil {
			onRaw++
		}
		if gothread.Backend().Raw && unix.Gettid() != id {
			wrongThread++
		}
		lines = append(lines, fmt.Sprint("call ", n))
		if n%100 == 0 {
			runtime.GC()
		}
	})
	var notRaw, noSelf int
	th := raw(t, kthread.Config{}, func() {
		id = kthread.CurrentID()
		for range 1000 {
			f.Call()
			if !tls.OnRawThread() {
				notRaw++
			}
			if kthread.Self().ID() != id {
				noSelf++
			}
		}
	})
	join(t, th)
	if n != 1000 || lines[999] != "call 1000" {
		t.Errorf("%d calls", n)
	}
	if onRaw != 0 || notRaw != 0 || noSelf != 0 || wrongThread != 0 {
		t.Errorf("in Go %d times on a raw thread, %d on another; between not on one %d times, without Self %d", onRaw, wrongThread, notRaw, noSelf)
	}
	f.Call()
	if n != 1001 {
		t.Error("a goroutine can't call")
	}
}

// TestCallIsSafe asks the checker.
func TestCallIsSafe(t *testing.T) {
	needThreads(t)
	f := gothread.Prepare(func() { fmt.Println() })
	if err := rawsafe.Check(func() { f.Call() }); err != nil {
		t.Error(err)
	}
	if err := rawsafe.Check(f.Call); err != nil {
		t.Log("a method value is an indirect call: ", err)
	}
	var sink *gothread.Func
	var thread *kthread.Thread
	for name, body := range map[string]func(){
		"Spawn":   func() { thread, _ = gothread.Spawn(kthread.Config{}, func() {}) },
		"Prepare": func() { sink = gothread.Prepare(nil) },
		"Backend": func() { gothread.Backend() },
		"println": func() { f.Call(); println() },
	} {
		if err := rawsafe.Check(body); err == nil {
			t.Errorf("%s on a raw thread is accepted", name)
		}
	}
	_, _ = sink, thread
}

// TestWorldDoesNotWait stops the world while a thread is in raw code that ends
// only when that is over.
func TestWorldDoesNotWait(t *testing.T) {
	needThreads(t)
	var called, stop atomic.Uint32
	f := gothread.Prepare(func() { called.Add(1) })
	th := raw(t, kthread.Config{}, func() {
		f.Call()
		for stop.Load() == 0 {
		}
		f.Call()
	})
	for called.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	for range 20 {
		runtime.GC()
	}
	if called.Load() != 1 {
		t.Fatal("the thread is not where it should be")
	}
	stop.Store(1)
	join(t, th)
	if called.Load() != 2 {
		t.Errorf("%d calls", called.Load())
	}
}

// TestSignalsBetween sends a thread signals in all its states.
func TestSignalsBetween(t *testing.T) {
	needThreads(t)
	t.Run("preemptible", func(t *testing.T) { signalsBetween(t, gothread.Prepare) })
	t.Run("brief", func(t *testing.T) { signalsBetween(t, gothread.PrepareBrief) })
}

func signalsBetween(t *testing.T, prepare func(func()) *gothread.Func) {
	var stop atomic.Uint32
	var calls int
	f := prepare(func() { calls++ })
	th := raw(t, kthread.Config{}, func() {
		for stop.Load() == 0 {
			f.Call()
		}
	})
	pid, tid := unix.Getpid(), th.ID()
	for i := range rounds(100_000, 1000) {
		sig := unix.SIGURG
		if i%3 == 0 {
			sig = unix.SIGCHLD // the runtime's handler takes it, and nobody wants it
		}
		if err := unix.Tgkill(pid, tid, sig); err != nil {
			t.Fatal(err)
		}
		if i%1000 == 0 {
			runtime.GC()
		}
	}
	stop.Store(1)
	join(t, th)
	t.Logf("%d calls", calls)
}

// TestCallGoexit ends a raw thread by Goexit in a call.
func TestCallGoexit(t *testing.T) {
	needThreads(t)
	var before, after, deferred int
	f := gothread.Prepare(func() {
		defer func() { deferred++ }()
		if before == 3 {
			runtime.Goexit()
		}
	})
	th := raw(t, kthread.Config{}, func() {
		for range 10 {
			before++
			f.Call()
			after++
		}
	})
	join(t, th)
	if before != 3 || after != 2 || deferred != 3 {
		t.Errorf("%d calls, %d came back, %d deferred", before, after, deferred)
	}
}

// TestCallThenExit ends threads from the middle of their bodies.
func TestCallThenExit(t *testing.T) {
	needThreads(t)
	var n atomic.Int32
	f := gothread.Prepare(func() { n.Add(1) })
	for range rounds(500, 10) {
		join(t, raw(t, kthread.Config{}, func() {
			f.Call()
			kthread.Exit()
		}))
		join(t, raw(t, kthread.Config{Detached: false, StackSize: 8 << 10}, func() { f.Call() }))
	}
	if int(n.Load()) != 2*rounds(500, 10) {
		t.Error(n.Load())
	}
}

// TestCrashBetween has a thread crash in raw code after a call: kthread's report
// has to come.
func TestCrashBetween(t *testing.T) {
	needThreads(t)
	ends(t, "crash between", 2, "kthread: raw thread \"crasher\"", "nil pointer dereference")
	ends(t, "panic between", 2, "kthread: raw thread \"crasher\"", "panic")
}

// TestPanic has functions panic and nobody recover.
func TestPanic(t *testing.T) {
	for scenario, parts := range map[string][]string{
		"panic in body":  {"panic: in the body", "goroutine ", "gothread_test.init"},
		"panic in call":  {"panic: in the call", "goroutine ", "gothread_test.init"},
		"nil in body":    {"nil pointer dereference", "SIGSEGV", "gothread_test.init"},
		"overflow":       {"stack overflow", "goroutine stack exceeds"},
		"panic deferred": {"panic: in the body", "gothread_test.init", "deferred ran"},
	} {
		if scenario == "panic in call" && noThreads() != nil {
			continue
		}
		out, status := fresh(t, scenario)
		// A trace's arguments are read 8 bytes at a time, the last of a stack that
		// begins in cgocallback from beyond its end if words have 4 (Go 1.26 and 1.27):
		// where that is the end of the heap too, the trace ends by SIGSEGV.
		cutOff := scenario == "overflow" && unsafe.Sizeof(uintptr(0)) == 4 && status == 128+int(unix.SIGSEGV)
		if strings.Contains(out, "raw thread") || status != 2 && !cutOff {
			t.Errorf("%s: status %d:\n%s", scenario, status, out)
		}
		wants(t, out, parts...)
	}
}

func init() {
	scenarios["crash between"] = func() {
		f := gothread.Prepare(func() { fmt.Println("called") })
		var p *int
		must(kthread.Spawn(kthread.Config{Name: "crasher"}, func() {
			f.Call()
			*p = 1
		})).Join()
	}
	scenarios["panic between"] = func() {
		f := gothread.Prepare(func() { fmt.Println("called") })
		must(kthread.Spawn(kthread.Config{Name: "crasher"}, func() {
			f.Call()
			panic("raw and in trouble")
		})).Join()
	}
	scenarios["panic in body"] = func() { run(kthread.Config{}, func() { panic("in the body") }) }
	scenarios["nil in body"] = func() {
		var p *int
		run(kthread.Config{}, func() { *p = 1 })
	}
	scenarios["panic deferred"] = func() {
		run(kthread.Config{}, func() {
			defer func() { fmt.Println("deferred ran") }()
			panic("in the body")
		})
	}
	scenarios["panic in call"] = func() {
		f := gothread.Prepare(func() { panic("in the call") })
		must(kthread.Spawn(kthread.Config{}, func() { f.Call() })).Join()
	}
	scenarios["overflow"] = func() {
		debug.SetMaxStack(1 << 20)
		run(kthread.Config{}, func() {
			var f func(int) int
			f = func(i int) int { return f(i+1) + 1 }
			f(0)
		})
	}
}
