package kthread_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"
	"weak"

	"golang.org/x/sys/unix"

	"rawthread/internal/reexec"
	"rawthread/kthread"
)

// TestPoolBadConfig: what can't be is refused, and nothing is left.
func TestPoolBadConfig(t *testing.T) {
	takeCensus(t)
	for name, c := range map[string]struct {
		cfg  kthread.PoolConfig
		want error
	}{
		"threads":      {kthread.PoolConfig{Threads: -1}, kthread.ErrInvalidConfig},
		"more threads": {kthread.PoolConfig{Threads: kthread.MaxPoolThreads + 1}, kthread.ErrInvalidConfig},
		"queue":        {kthread.PoolConfig{Queue: -1}, kthread.ErrInvalidConfig},
		"large queue":  {kthread.PoolConfig{Queue: 1<<20 + 1}, kthread.ErrInvalidConfig},
		"stack":        {kthread.PoolConfig{Thread: kthread.Config{StackSize: 1}}, kthread.ErrInvalidConfig},
		"detached":     {kthread.PoolConfig{Thread: kthread.Config{Detached: true}}, kthread.ErrInvalidConfig},
		"name":         {kthread.PoolConfig{Thread: kthread.Config{Name: "sixteen-bytes-xy"}}, kthread.ErrNameTooLong},
		"CPUs":         {kthread.PoolConfig{Threads: 2, Thread: kthread.Config{StackSize: bigStack, CPUs: []int{100_000}}}, kthread.ErrSetup},
		"one's CPUs": {kthread.PoolConfig{Threads: 3, Thread: kthread.Config{StackSize: bigStack}, Worker: func(i int, cfg *kthread.Config) {
			if i == 2 {
				cfg.CPUs = []int{100_000}
			}
		}}, kthread.ErrSetup},
		"one's name": {kthread.PoolConfig{Threads: 3, Thread: kthread.Config{StackSize: bigStack}, Worker: func(i int, cfg *kthread.Config) {
			if i == 2 {
				cfg.Name = "sixteen-bytes-xy"
			}
		}}, kthread.ErrNameTooLong},
		"one's stack": {kthread.PoolConfig{Threads: 2, Worker: func(i int, cfg *kthread.Config) { cfg.StackSize = 1 << 20 }}, kthread.ErrInvalidConfig},
	} {
		p, err := kthread.NewPool(c.cfg)
		if !errors.Is(err, c.want) || p != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	p := newPool(t, 1, 0)
	long := kthread.TaskConfig{Name: "sixteen-bytes-xy"}
	if _, err := p.Prepare(long, func() {}); !errors.Is(err, kthread.ErrNameTooLong) {
		t.Error("a task's name:", err)
	}
	if _, err := p.Prepare(kthread.TaskConfig{CPUs: []int{-1}}, func() {}); !errors.Is(err, kthread.ErrInvalidConfig) {
		t.Error("a task's CPU:", err)
	}
	if _, err := p.Go(nil); !errors.Is(err, kthread.ErrInvalidConfig) {
		t.Error("no body:", err)
	}
	if _, err := p.Go(func() { pointers = append(pointers, new([100]int)) }); !errors.Is(err, kthread.ErrUnsafeBody) { //kthread:unsafe
		t.Error("a body that allocates:", err)
	}
	if _, err := p.Prepare(kthread.TaskConfig{}, func() { never <- 1 }); !errors.Is(err, kthread.ErrUnsafeBody) { //kthread:unsafe
		t.Error("a body that sends:", err)
	}
}

// TestPoolNames: threads have the names that Worker gives them, tasks theirs
// while they run, also after a body changed them and ended its thread.
func TestPoolNames(t *testing.T) {
	p, err := kthread.NewPool(kthread.PoolConfig{Threads: 1, Thread: kthread.Config{Name: "all", StackSize: bigStack},
		Worker: func(i int, cfg *kthread.Config) { cfg.Name = fmt.Sprint("worker-", i) }})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var name [kthread.MaxNameLen + 1]byte
	var length int
	run := func(cfg kthread.TaskConfig, exit bool) string {
		task, err := p.Prepare(cfg, func() {
			length = kthread.OwnName(&name)
			if exit {
				kthread.Self().SetName("changed")
				kthread.Exit()
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := task.Start(); err != nil {
			t.Fatal(err)
		}
		wait(t, task)
		return string(name[:length])
	}
	named := kthread.TaskConfig{Name: "task"}
	for i, c := range []struct {
		cfg  kthread.TaskConfig
		exit bool
		want string
	}{{kthread.TaskConfig{}, false, "worker-0"}, {named, false, "task"}, {kthread.TaskConfig{}, true, "worker-0"}, {named, true, "task"}, {kthread.TaskConfig{}, false, "worker-0"}} {
		if got := run(c.cfg, c.exit); got != c.want {
			t.Errorf("body %d ran as %q, want %q", i, got, c.want)
		}
	}
}

// TestPoolCPUs: a task has the CPUs that it asks for while it runs, and one that
// can't have them does not run.
func TestPoolCPUs(t *testing.T) {
	var all unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		t.Skip("sched_getaffinity: ", err)
	}
	cpu := 0
	for !all.IsSet(cpu) {
		cpu++
	}
	p := newPool(t, 1, 0)
	var ran atomic.Uint32
	var got unix.CPUSet
	look := func() {
		ran.Add(1)
		unix.RawSyscall(unix.SYS_SCHED_GETAFFINITY, 0, uintptr(len(got))*unsafe.Sizeof(got[0]), uintptr(pointerTo(&got)))
	}
	run := func(cpus ...int) error {
		got = unix.CPUSet{}
		task, err := p.Prepare(kthread.TaskConfig{CPUs: cpus}, look)
		if err != nil {
			t.Fatal(err)
		}
		if err := task.Start(); err != nil {
			t.Fatal(err)
		}
		return task.Wait()
	}
	if err := run(); err != nil || got != all {
		t.Errorf("without: %v, %v, want %v", err, got, all)
	}
	if err := run(cpu); err != nil || got.Count() != 1 || !got.IsSet(cpu) {
		t.Errorf("on CPU %d: %v, %v", cpu, err, got)
	}
	err := run(100_000)
	if !errors.Is(err, kthread.ErrSetup) || !errors.Is(err, unix.EINVAL) || ran.Load() != 2 {
		t.Errorf("on CPU 100000: %v; %d bodies ran", err, ran.Load())
	}
	if err := run(); err != nil || got != all {
		t.Errorf("afterwards: %v, %v, want %v", err, got, all)
	}
}

// TestPoolCollector: what a body leads to lives while it may run, and is garbage
// when the task is done, whether or not anybody waited.
func TestPoolCollector(t *testing.T) {
	p := newPool(t, 2, 0)
	ways := map[string]func(body func()) *kthread.Task{
		"waited for": func(body func()) *kthread.Task {
			task, err := p.Go(body)
			if err != nil {
				t.Fatal(err)
			}
			wait(t, task)
			return task
		},
		"left alone": func(body func()) *kthread.Task {
			if _, err := p.Go(body); err != nil {
				t.Fatal(err)
			}
			return nil
		},
		"prepared, started, and the handle lost": func(body func()) *kthread.Task {
			task, err := p.Prepare(kthread.TaskConfig{}, body)
			if err != nil {
				t.Fatal(err)
			}
			if err := task.Start(); err != nil {
				t.Fatal(err)
			}
			return nil
		},
		"prepared, and the handle lost": func(body func()) *kthread.Task {
			if _, err := p.Prepare(kthread.TaskConfig{}, body); err != nil {
				t.Fatal(err)
			}
			return nil
		},
	}
	for name, give := range ways {
		const n = 16
		var left [n]weak.Pointer[parcel]
		var kept [n]*kthread.Task
		var wrong atomic.Uint32
		var gate event
		for i := range left {
			if name == "waited for" {
				gate.set()
			}
			c := &parcel{next: &parcel{}}
			c.next.words[i] = uint64(i)
			left[i] = weak.Make(c.next)
			kept[i] = give(func() {
				gate.wait()
				if c.next.words[i] != uint64(i) {
					wrong.Add(1)
				}
			})
		}
		for range 3 {
			runtime.GC()
			for range 1000 {
				garbage = &parcel{words: [64]uint64{1: 99}}
			}
		}
		gate.set()
		waitFor(t, name+": what bodies held to be freed", func() bool {
			runtime.GC()
			for i := range left {
				if left[i].Value() != nil {
					return false
				}
			}
			return true
		})
		runtime.KeepAlive(&kept)
		if wrong.Load() != 0 {
			t.Errorf("%s: %d bodies found other values", name, wrong.Load())
		}
	}
}

var garbage *parcel

// TestPoolCrash: the report of a body that panics names the thread and the body.
func TestPoolCrash(t *testing.T) {
	if name, in := os.LookupEnv("KTHREAD_POOL_CRASH"); in {
		p, err := kthread.NewPool(kthread.PoolConfig{Threads: 1, Thread: kthread.Config{Name: "crashpool"}})
		if err != nil {
			panic(err)
		}
		task, err := p.Prepare(kthread.TaskConfig{Name: name}, func() { panic("the value of the panic") })
		if err != nil {
			panic(err)
		}
		task.Start()
		time.AfterFunc(20*time.Second, func() { panic("the raw thread did not end the process") })
		task.Wait()
		os.Exit(0)
	}
	for _, name := range []string{"", "crashtask"} {
		cmd := reexec.Command("-test.run=^TestPoolCrash$")
		cmd.Env = append(os.Environ(), "KTHREAD_POOL_CRASH="+name)
		out, err := cmd.CombinedOutput()
		thread := `raw thread "crashpool" (tid `
		if name != "" {
			thread = `raw thread "crashtask" (tid `
		}
		for _, w := range []string{thread, "body:  rawthread/kthread_test.TestPoolCrash.func", "poolset_linux_test.go:", "the value of the panic", "crashed: panic"} {
			if !strings.Contains(string(out), w) {
				t.Errorf("%s\nthe report has no %q", out, w)
			}
		}
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 2 {
			t.Errorf("%s\nended with %v, want exit status 2", out, err)
		}
	}
}
