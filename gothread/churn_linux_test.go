package gothread_test

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/gothread"
	"rawthread/kthread"
)

// A census is what a process has that it can leak.
type census struct {
	tasks, mappings, fds, threads, goroutines int
}

func take() (c census) {
	count := func(dir string) int {
		entries, err := os.ReadDir(dir)
		if err != nil {
			panic(err)
		}
		return len(entries)
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		panic(err)
	}
	return census{
		tasks:      count("/proc/self/task"),
		mappings:   strings.Count(string(maps), "\n"),
		fds:        count("/proc/self/fd"),
		threads:    len(kthread.Threads()),
		goroutines: runtime.NumGoroutine(),
	}
}

var churn = flag.Int("gothread.churn", 20_000, "how many threads TestChurn makes")

// TestChurn has threads come and go that do what goroutines do, while the
// collector never rests and signals come from everywhere. It counts what is left:
// in the second half there may not be more than after the first.
func TestChurn(t *testing.T) {
	n := rounds(*churn, 400)
	hybridWork := gothread.Prepare(func() { work(t, 7, nil) })
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	var load sync.WaitGroup
	var stop atomic.Bool
	for range 2 {
		load.Go(func() {
			for !stop.Load() {
				m := map[int][]byte{}
				for i := range 200 {
					m[i] = make([]byte, 100)
				}
				time.Sleep(pause(100 * time.Microsecond))
			}
		})
	}
	load.Go(func() {
		pid := unix.Getpid()
		for !stop.Load() {
			tasks, _ := os.ReadDir("/proc/self/task")
			for _, e := range tasks {
				var tid int
				fmt.Sscan(e.Name(), &tid)
				unix.Tgkill(pid, tid, unix.SIGURG)
			}
			unix.Kill(pid, unix.SIGCHLD)
			time.Sleep(pause(500 * time.Microsecond))
		}
	})
	half := func() census {
		var next atomic.Int64
		var spawners sync.WaitGroup
		for range 8 {
			spawners.Go(func() {
				ping := make(chan int)
				for i := int(next.Add(1)); i <= n/2; i = int(next.Add(1)) {
					var th *kthread.Thread
					if i%10 == 9 && noThreads() == nil {
						th = must(kthread.Spawn(kthread.Config{StackSize: 64 << 10}, func() {
							for range 3 {
								hybridWork.Call()
							}
						}))
					} else {
						th = must(gothread.Spawn(kthread.Config{StackSize: 64 << 10}, func() { work(t, i, ping) }))
						if i%10 == 2 {
							ping <- 1 + <-ping
						}
					}
					if i%10 == 5 {
						th.Detach()
					} else if err := th.Join(); err != nil {
						t.Error(err)
					}
				}
			})
		}
		spawners.Wait()
		kthread.TrimCache()
		var c census
		for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			if c = take(); c.threads == 0 {
				break
			}
		}
		kthread.TrimCache()
		return take()
	}
	first := half()
	second := half()
	stop.Store(true)
	load.Wait()
	t.Logf("after %d threads %+v, after %d %+v", n/2, first, n, second)
	// The runtime keeps a few threads, and maps memory as it goes.
	if second.tasks > first.tasks+6 || second.mappings > first.mappings+24 || second.fds > first.fds+1 || second.threads != 0 || second.goroutines > first.goroutines+2 {
		t.Error("something is left")
	}
}

// work does one of ten things.
func work(t *testing.T, i int, ping chan int) {
	s := fmt.Sprint("x", i)
	garbage.Store(&s)
	switch i % 10 {
	case 0:
		runtime.Gosched()
	case 1:
		func() {
			defer func() {
				if recover() != s {
					t.Error("recovered something else")
				}
			}()
			panic(s)
		}()
	case 2:
		ping <- i
		if <-ping != i+1 {
			t.Error("wrong answer")
		}
	case 3:
		time.Sleep(pause(50 * time.Microsecond))
	case 4:
		func() {
			defer func() { recover() }()
			nilWrite()
		}()
	case 5:
		x := 0
		for j := range 100_000 {
			x += j * i
		}
		if x == 42 {
			t.Log(x)
		}
	case 6:
		grow(300)
	case 7:
		if i%1000 == 7 {
			runtime.GC()
		}
		c := make(chan int)
		go func() { c <- 1 }()
		<-c
	case 8:
		defer func() { garbage.Store(&s) }()
		runtime.Goexit()
	}
}

var garbage atomic.Pointer[string]
