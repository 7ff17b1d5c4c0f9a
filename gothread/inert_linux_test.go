package gothread_test

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/gothread"
	"rawthread/kthread"
)

// TestInert has a process that imports the package and does not use it be as any
// other.
func TestInert(t *testing.T) {
	ends(t, "inert", 0, "untouched, group set")
	if emulator == "" && gothread.Backend().Raw { // with cgo there is no detector
		ends(t, "inert deadlock", 2, "all goroutines are asleep - deadlock!")
	}
}

func init() {
	scenarios["inert"] = func() {
		if gothread.Touched() || gothread.ExtraMs() != 0 {
			panic("the runtime was changed")
		}
		if err := unix.Setgid(unix.Getgid()); err == nil {
			fmt.Println("untouched, group set")
		}
	}
	scenarios["inert deadlock"] = func() { select {} }
}

// TestMsComeBack counts the Ms that threads have.
func TestMsComeBack(t *testing.T) {
	needRaw(t)
	for len(kthread.Threads()) > 0 { // detached ones of other tests
		time.Sleep(time.Millisecond)
	}
	before := gothread.ExtraMs()
	release := make(chan struct{})
	var threads []*kthread.Thread
	inside := make(chan struct{})
	for range 10 {
		threads = append(threads, must(gothread.Spawn(kthread.Config{}, func() {
			inside <- struct{}{}
			<-release
		})))
		<-inside
	}
	if n := gothread.ExtraMs(); n < before+10 {
		t.Errorf("%d threads have %d Ms", before+10, n)
	}
	close(release)
	for _, th := range threads {
		join(t, th)
	}
	if n := gothread.ExtraMs(); n > before {
		t.Errorf("%d Ms before, %d after", before, n)
	}
}

// TestMemory says what threads take while they are there, and what stays.
func TestMemory(t *testing.T) {
	t.Log(ends(t, "memory", 0))
}

func init() {
	scenarios["memory"] = func() {
		fmt.Println(gothread.Backend())
		n := 1000
		if slow {
			n = 50
		}
		resident := func() (kib int) {
			runtime.GC()
			var pages int
			b, _ := os.ReadFile("/proc/self/statm")
			fmt.Sscan(string(b), new(int), &pages)
			return pages * os.Getpagesize() >> 10
		}
		run(kthread.Config{}, func() {})
		before := resident()
		for round := range 2 {
			release := make(chan struct{})
			var threads []*kthread.Thread
			for range n {
				threads = append(threads, must(gothread.Spawn(kthread.Config{StackSize: 64 << 10}, func() { <-release })))
			}
			time.Sleep(100 * time.Millisecond)
			live := resident()
			close(release)
			for _, th := range threads {
				if err := th.Join(); err != nil {
					panic(err)
				}
			}
			threads = nil
			kthread.TrimCache()
			after := resident()
			fmt.Printf("%d threads, time %d: %.1f KiB each, %.1f KiB left\n", n, round+1, float64(live-before)/float64(n), float64(after-before)/float64(n))
		}
	}
}

// TestProfile finds a thread's work in a CPU profile of the process.
func TestProfile(t *testing.T) {
	if slow {
		t.Skip("an emulator's timers are not the CPU's")
	}
	needRaw(t)
	var profile bytes.Buffer
	if err := pprof.StartCPUProfile(&profile); err != nil {
		t.Skip(err)
	}
	run(kthread.Config{}, func() {
		for start := time.Now(); time.Since(start) < 300*time.Millisecond; {
			grow(100)
		}
	})
	pprof.StopCPUProfile()
	t.Logf("%d bytes", profile.Len())
	if profile.Len() == 0 {
		t.Error("no profile")
	}
}
