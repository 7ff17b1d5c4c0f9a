package gothread_test

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/gothread"
	"rawthread/kthread"
)

// TestFreshProcesses uses the package for the first time in many processes, at
// all depths of stacks, under all that the runtime may do meanwhile.
func TestFreshProcesses(t *testing.T) {
	needThreads(t)
	settings := [][]string{
		nil,
		{"GOGC=1"},
		{"GOGC=off"},
		{"GOMAXPROCS=1"},
		{"GOMAXPROCS=1", "GOGC=1", "TRACE=1"},
		{"GOMAXPROCS=16", "GOGC=1", "PROFILE=1"},
		{"TRACE=1", "PROFILE=1"},
		{"GOGC=1", "TRACE=1", "PROFILE=1"},
		{"GODEBUG=asyncpreemptoff=1"},
		{"GODEBUG=gcstoptheworld=1", "GOGC=1"},
		{"GODEBUG=gcstoptheworld=2", "GOGC=1"},
		{"GODEBUG=clobberfree=1", "GOGC=1"},
		{"GODEBUG=gccheckmark=1", "GOGC=20"},
		{"GODEBUG=gcshrinkstackoff=1", "GOGC=1"},
		{"GODEBUG=efence=1"},
		{"GODEBUG=dontfreezetheworld=1", "GOTRACEBACK=crash"},
		{"GODEBUG=tracebackancestors=10", "TRACE=1"},
		{"GODEBUG=madvdontneed=1,harddecommit=1", "GOGC=1"},
		{"GODEBUG=cpu.all=off", "TRACE=1"},
	}
	for i := range rounds(200, 2*len(settings)/3) {
		env := settings[i%len(settings)]
		out, status := fresh(t, "first use", append([]string{fmt.Sprint("DEPTH=", i*7%97)}, env...)...)
		if status != 0 || out != "well\n" {
			t.Errorf("%v: status %d:\n%s", env, status, out)
		}
	}
}

func init() {
	scenarios["first use"] = func() {
		if os.Getenv("TRACE") != "" {
			trace.Start(io.Discard)
			defer trace.Stop()
		}
		if os.Getenv("PROFILE") != "" {
			pprof.StartCPUProfile(io.Discard)
			defer pprof.StopCPUProfile()
		}
		stop := make(chan struct{})
		for range 4 {
			go func() {
				for {
					select {
					case <-stop:
						return
					default:
						sink = make([]byte, 10_000)
						time.Sleep(pause(50 * time.Microsecond))
					}
				}
			}()
		}
		var depth int
		fmt.Sscan(os.Getenv("DEPTH"), &depth)
		done := make(chan struct{})
		go func() { // on a small stack
			deeper(depth, func() {
				run(kthread.Config{}, func() {
					grow(200)
					runtime.GC()
				})
			})
			close(done)
		}()
		<-done
		n := 0
		f := gothread.Prepare(func() {
			n++
			grow(20)
		})
		must(kthread.Spawn(kthread.Config{}, func() {
			for range 100 {
				f.Call()
			}
		})).Join()
		close(stop)
		if n == 100 {
			fmt.Println("well")
		}
	}
}

var sink []byte

//go:noinline
func deeper(n int, f func()) byte {
	var room [64]byte
	room[n%64] = 1
	if n == 0 {
		f()
		return room[0]
	}
	return deeper(n-1, f) + room[n%64]
}

// TestInitializer uses the package while packages are initialised, on the main
// goroutine and on one that it waits for.
func TestInitializer(t *testing.T) {
	needRaw(t)
	for _, how := range []string{"main", "other"} {
		out, status := fresh(t, "after init", "EARLY="+how)
		if want := "early: locked goroutines: packages are still being initialised"; status != 0 || !strings.Contains(out, want) || !strings.Contains(out, "ran early, and late") {
			t.Errorf("%s: status %d, no %q:\n%s", how, status, want, out)
		}
	}
}

var early = func() (ran bool) {
	use := func() {
		fmt.Println("early:", gothread.Backend())
		run(kthread.Config{Name: "early"}, func() { ran = true })
	}
	switch os.Getenv("EARLY") {
	case "main":
		use()
	case "other":
		done := make(chan struct{})
		go func() { use(); close(done) }()
		<-done
	}
	return ran
}()

func init() {
	scenarios["after init"] = func() {
		late := false
		run(kthread.Config{}, func() { late = true })
		if early && late {
			fmt.Println("ran early, and late by", gothread.Backend())
		}
	}
}

// TestUseGoroutines has a process that changes its credentials keep clear of raw
// threads, and does all that there is otherwise.
func TestUseGoroutines(t *testing.T) {
	needThreads(t)
	ends(t, "goroutines only", 0, "locked goroutines: UseGoroutines was called", "body on another thread", "call ran", "exited in a call", "set", "joined", "name \"locked\"")
}

func init() {
	scenarios["goroutines only"] = func() {
		if !gothread.UseGoroutines() {
			panic("too late")
		}
		fmt.Println(gothread.Backend())
		runtime.LockOSThread()
		self := unix.Gettid()
		var tid int
		th := must(gothread.Spawn(kthread.Config{Name: "locked"}, func() {
			if tid = unix.Gettid(); tid != self {
				fmt.Println("body on another thread")
			}
			comm, _ := os.ReadFile(fmt.Sprintf("/proc/self/task/%d/comm", tid))
			fmt.Printf("name %q\n", strings.TrimSpace(string(comm)))
			runtime.Goexit()
		}))
		th.Join()
		if th.ID() != tid {
			panic("another thread")
		}
		f := gothread.Prepare(func() { fmt.Println("call ran") })
		exits := gothread.Prepare(func() { runtime.Goexit() })
		after := false
		must(kthread.Spawn(kthread.Config{}, func() {
			f.Call()
			exits.Call()
			after = true
		})).Join()
		if !after {
			fmt.Println("exited in a call")
		}
		if err := unix.Setgid(unix.Getgid()); err == nil {
			fmt.Println("set")
		}
		for range 50 {
			run(kthread.Config{}, func() {})
		}
		debug.FreeOSMemory()
		fmt.Println("joined")
	}
}
