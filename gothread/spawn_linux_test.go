package gothread_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/gothread"
	"rawthread/kthread"
)

func TestSpawn(t *testing.T) {
	t.Log(gothread.Backend())
	var tid int
	var got string
	th, err := gothread.Spawn(kthread.Config{Name: "gopher"}, func() {
		tid = unix.Gettid()
		c := make(chan int)
		go func() { c <- 42 }()
		comm, _ := os.ReadFile(fmt.Sprintf("/proc/self/task/%d/comm", tid))
		got = fmt.Sprintf("%d %s", <-c, comm)
		runtime.GC()
		if tid != unix.Gettid() {
			got += " on another thread"
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	if got != "42 gopher\n" || tid == 0 || tid != th.ID() {
		t.Errorf("%q on thread %d, the handle says %d", got, tid, th.ID())
	}
}

// TestHandle has the handle do what kthread's do.
func TestHandle(t *testing.T) {
	release := make(chan struct{})
	th := must(gothread.Spawn(kthread.Config{Name: "handled"}, func() { <-release }))
	if done, err := th.TryJoin(); done || err != nil {
		t.Errorf("TryJoin of a thread that runs: %v, %v", done, err)
	}
	if err := th.JoinTimeout(time.Millisecond); err != kthread.ErrTimeout {
		t.Errorf("JoinTimeout: %v", err)
	}
	if th.Done() {
		t.Error("the body has ended before it was let")
	}
	found := false
	for _, i := range kthread.Threads() {
		found = found || i.ID == th.ID() && i.Name == "handled" && strings.Contains(i.Body, "TestHandle")
	}
	if !found {
		t.Errorf("the thread is not listed: %+v", kthread.Threads())
	}
	var joiners sync.WaitGroup
	for range 3 {
		joiners.Go(func() {
			if err := th.Join(); err != nil && err != kthread.ErrJoined {
				t.Error(err)
			}
		})
	}
	close(release)
	joiners.Wait()
	if err := th.Join(); err != kthread.ErrJoined {
		t.Errorf("Join again: %v", err)
	}
	if err := th.WaitDone(); err != nil {
		t.Errorf("WaitDone: %v", err)
	}
	ended := make(chan struct{})
	th = must(gothread.Spawn(kthread.Config{Detached: true}, func() { close(ended) }))
	if err := th.Join(); err != kthread.ErrDetached {
		t.Errorf("Join of a detached thread: %v", err)
	}
	<-ended
	again := make(chan struct{})
	th = must(gothread.Spawn(kthread.Config{}, func() { <-again }))
	if err := th.Detach(); err != nil {
		t.Error(err)
	}
	close(again)
}

func TestConfig(t *testing.T) {
	var first unix.CPUSet
	if err := unix.SchedGetaffinity(0, &first); err != nil {
		t.Fatal(err)
	}
	cpu := 0
	for !first.IsSet(cpu) {
		cpu++
	}
	var own, other unix.CPUSet
	run(kthread.Config{CPUs: []int{cpu}, StackSize: 8 << 10}, func() {
		unix.SchedGetaffinity(0, &own)
		// Threads that the runtime makes meanwhile are not to inherit it.
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() {
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				time.Sleep(time.Millisecond)
				var set unix.CPUSet
				if unix.SchedGetaffinity(0, &set); set.Count() < first.Count() {
					other = set
				}
			})
		}
		all.Wait()
	})
	if own.Count() != 1 || !own.IsSet(cpu) {
		t.Errorf("the thread may run on %d CPUs", own.Count())
	}
	if other.Count() != 0 {
		t.Error("another thread has inherited the CPUs")
	}
	for _, cfg := range []kthread.Config{{CPUs: []int{4000}}, {Name: strings.Repeat("x", 16)}, {StackSize: -1}} {
		if _, err := gothread.Spawn(cfg, func() {}); err == nil {
			t.Errorf("%+v was taken", cfg)
		}
	}
	if _, err := gothread.Spawn(kthread.Config{Name: "sixteen-bytes-xy"}, func() {}); !errors.Is(err, kthread.ErrNameTooLong) {
		t.Error(err)
	}
	if _, err := gothread.Spawn(kthread.Config{}, nil); err == nil {
		t.Error("a nil body was taken")
	}
}

// TestGoexit ends bodies by Goexit, from below deferred calls and from one, also
// while a panic is on its way.
func TestGoexit(t *testing.T) {
	var deferred atomic.Int32
	count := func() { deferred.Add(1) }
	for range rounds(1000, 20) {
		run(kthread.Config{}, func() {
			defer count()
			func() {
				defer count()
				runtime.Goexit()
			}()
			t.Error("Goexit returned")
		})
		run(kthread.Config{}, func() {
			defer count()
			defer func() { runtime.Goexit() }()
			panic("superseded")
		})
		run(kthread.Config{}, func() {
			defer count()
			defer func() {
				defer func() { recover() }()
				panic("recovered while exiting")
			}()
			runtime.Goexit()
		})
		run(kthread.Config{}, func() { // the next body on that M panics and recovers
			defer func() {
				if recover() == nil {
					t.Error("nothing to recover")
				}
				count()
			}()
			grow(50)
			panic("after Goexit")
		})
	}
	if n := deferred.Load(); n != 5*int32(rounds(1000, 20)) {
		t.Errorf("%d deferred calls", n)
	}
}

// grow uses much stack.
//
//go:noinline
func grow(depth int) (sum byte) {
	var room [256]byte
	room[depth%256] = byte(depth)
	if depth == 0 {
		runtime.Gosched()
		return room[0]
	}
	return grow(depth-1) + room[depth%256]
}

// TestFailNow has a test fail from a thread, in a process of its own.
func TestFailNow(t *testing.T) {
	ends(t, "failnow", 1, "went on", "--- FAIL")
}

func init() {
	scenarios["failnow"] = func() {
		testing.Main(func(pat, str string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "Failing", F: func(t *testing.T) {
			run(kthread.Config{}, func() { t.Fatal("in the thread") })
			fmt.Println("went on")
		}}}, nil, nil)
	}
}

func TestRecover(t *testing.T) {
	var got [3]string
	run(kthread.Config{}, func() {
		for i, f := range []func(){
			nilWrite,
			func() { var a []int; a[len(got)] = 1 },
			func() { panic("plain") },
		} {
			func() {
				defer func() { got[i] = fmt.Sprint(recover()) }()
				f()
			}()
		}
	})
	for i, want := range []string{"nil pointer dereference", "index out of range", "plain"} {
		if !strings.Contains(got[i], want) {
			t.Errorf("recovered %q, want %q", got[i], want)
		}
	}
}

func TestDeepStack(t *testing.T) {
	for _, size := range []int{8 << 10, 0} {
		run(kthread.Config{StackSize: size}, func() {
			grow(100_000) // 30 MB
			runtime.GC()
		})
	}
}

// TestPreempt has the collector stop a thread that makes no calls.
func TestPreempt(t *testing.T) {
	for range rounds(50, 3) {
		var stop, spins atomic.Uint32
		th := must(gothread.Spawn(kthread.Config{}, func() {
			spins.Store(1)
			spin(&stop)
		}))
		for spins.Load() == 0 {
			runtime.Gosched()
		}
		runtime.GC()
		stop.Store(1)
		if err := th.Join(); err != nil {
			t.Fatal(err)
		}
	}
}

//go:noinline
func spin(stop *atomic.Uint32) {
	for stop.Load() == 0 {
	}
}

func TestOneThousand(t *testing.T) {
	n := rounds(1000, 50)
	release := make(chan struct{})
	var in atomic.Int64
	threads := make([]*kthread.Thread, n)
	for i := range threads {
		threads[i] = must(gothread.Spawn(kthread.Config{StackSize: 64 << 10}, func() {
			in.Add(1)
			<-release
		}))
	}
	for in.Load() < int64(n) {
		time.Sleep(time.Millisecond)
	}
	runtime.GC()
	dump := make([]byte, 16<<20)
	dump = dump[:runtime.Stack(dump, true)]
	if got := strings.Count(string(dump), "TestOneThousand.func"); got < n {
		t.Errorf("%d of %d threads are in a dump of all goroutines", got, n)
	}
	close(release)
	for _, th := range threads {
		if err := th.Join(); err != nil {
			t.Fatal(err)
		}
	}
}
