package kthread_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

func spawnN(t *testing.T, cfg kthread.Config, n int, body func(int)) *kthread.Group {
	t.Helper()
	g, err := kthread.SpawnN(cfg, n, body)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGroup(t *testing.T) {
	takeCensus(t)
	const n = 50
	var ran [n]atomic.Uint32
	var wrong atomic.Uint32
	g := spawnN(t, small, n, func(i int) {
		var local byte
		l := kthread.Self().Layout()
		if at := uintptr(pointerTo(&local)); at < l.Stack.Addr || at >= l.Stack.End() {
			wrong.Add(1)
		}
		ran[i].Add(1)
	})
	if g.Len() != n {
		t.Errorf("Len is %d", g.Len())
	}
	if err := g.WaitDone(); err != nil {
		t.Error(err)
	}
	if err := g.Join(); err != nil {
		t.Fatal(err)
	}
	for i := range ran {
		if c := ran[i].Load(); c != 1 {
			t.Errorf("body %d ran %d times", i, c)
		}
	}
	if wrong.Load() != 0 {
		t.Errorf("%d threads had other stacks than their handles say", wrong.Load())
	}
	if err := g.Join(); err != nil {
		t.Errorf("joined again: %v", err)
	}
	for i := range n {
		if err := g.Thread(i).Join(); err != kthread.ErrJoined {
			t.Errorf("thread %d joined again: %v", i, err)
		}
	}
	if _, err := g.JoinAny(); err != nil { // those that Join was given are handed out once, without joining
		if err != kthread.ErrJoined {
			t.Error(err)
		}
	}
}

// TestGroupWaits wants no body to begin before all threads are there, with what
// the Config asks for.
func TestGroupWaits(t *testing.T) {
	takeCensus(t)
	const n = 12
	var names [n][kthread.MaxNameLen + 1]byte
	cfg := small
	cfg.Name = "member"
	var live atomic.Int64
	var end event
	g := spawnN(t, cfg, n, func(i int) {
		kthread.OwnName(&names[i])
		live.Add(1)
		end.wait()
	})
	ids := map[int]bool{}
	for i := range n {
		ids[g.Thread(i).ID()] = true
	}
	if len(ids) != n || ids[0] {
		t.Errorf("thread ids %v", ids)
	}
	if err := g.JoinTimeout(time.Millisecond); err != kthread.ErrTimeout {
		t.Errorf("with bodies that wait: %v", err)
	}
	if _, err := g.JoinAnyTimeout(0); err != kthread.ErrTimeout {
		t.Errorf("any, at once: %v", err)
	}
	if _, err := g.JoinAnyTimeout(time.Millisecond); err != kthread.ErrTimeout {
		t.Errorf("any, in time: %v", err)
	}
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	if err := g.JoinContext(ctx); err != cause {
		t.Errorf("with a context that is done: %v", err)
	}
	if err := g.Thread(3).Detach(); err != kthread.ErrGrouped {
		t.Errorf("a member detached: %v", err)
	}
	end.set()
	if err := g.JoinContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range names {
		if got := string(names[i][:6]); got != "member" {
			t.Errorf("thread %d is called %q", i, got)
		}
	}
	if live.Load() != n {
		t.Errorf("%d bodies ran", live.Load())
	}
}

// TestGroupJoinAny has two joiners of any, and one of a thread in particular.
func TestGroupJoinAny(t *testing.T) {
	takeCensus(t)
	for range 5 {
		const n = 40
		var order atomic.Uint32
		g := spawnN(t, small, n, func(i int) { order.Add(1) })
		var got [n]atomic.Uint32
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				for {
					i, err := g.JoinAny()
					if err == kthread.ErrJoined {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					got[i].Add(1)
				}
			})
		}
		all.Go(func() {
			if err := g.Thread(7).Join(); err == nil {
				got[7].Add(1)
			} else if err != kthread.ErrJoined {
				t.Error(err)
			}
		})
		all.Wait()
		for i := range got {
			c := got[i].Load()
			if c != 1 && !(i == 7 && c == 2) { // who joins at once with another returns nil, too
				t.Errorf("thread %d was joined %d times", i, c)
			}
		}
	}
}

// TestGroupFromRawThread joins on a raw thread, and on a member.
func TestGroupFromRawThread(t *testing.T) {
	takeCensus(t)
	var end event
	g := spawnN(t, small, 3, func(int) { end.wait() })
	var codes [4]uint32
	joiner := spawn(t, big, func() {
		codes[0] = code(g.JoinTimeout(0))
		_, err := g.JoinAnyTimeout(0)
		codes[1] = code(err)
		end.set()
		_, err = g.JoinAny()
		codes[2] = code(err)
		codes[3] = code(g.Join())
	})
	if err := joiner.Join(); err != nil {
		t.Fatal(err)
	}
	want := [...]error{kthread.ErrTimeout, kthread.ErrTimeout, nil, nil}
	for i := range want {
		if codes[i] != code(want[i]) {
			t.Errorf("call %d: %s, want %v", i, codeName(codes[i]), want[i])
		}
	}
	var member [3]uint32
	var own *kthread.Group
	var known event
	own = spawnN(t, small, 1, func(int) {
		known.wait()
		member[0] = code(own.Join())
		member[1] = code(own.WaitDone())
		_, err := own.JoinAny()
		member[2] = code(err)
	})
	known.set()
	if err := own.Join(); err != nil {
		t.Fatal(err)
	}
	for i, c := range member {
		if c != code(kthread.ErrDeadlock) {
			t.Errorf("call %d on a member: %s", i, codeName(c))
		}
	}
}

// TestGroupLost wants what was detached, or whose handle is lost, to go away.
func TestGroupLost(t *testing.T) {
	takeCensus(t)
	for _, how := range []string{"detached", "by the Config", "lost"} {
		var ran atomic.Uint32
		cfg := small
		cfg.Detached = how == "by the Config"
		g := spawnN(t, cfg, 10, func(int) { ran.Add(1) })
		if how == "detached" {
			if err := g.Detach(); err != nil {
				t.Error(err)
			}
			if err := g.Detach(); err != nil {
				t.Error(err)
			}
		}
		l := g.Thread(0).Layout()
		g = nil
		for len(kthread.Threads()) > 0 || writable(l.Stack.Addr) { // a test's time limit ends it
			runtime.GC()
			time.Sleep(time.Millisecond)
		}
		if ran.Load() != 10 {
			t.Errorf("%s: %d bodies ran", how, ran.Load())
		}
	}
}

func TestGroupErrors(t *testing.T) {
	takeCensus(t)
	var ran atomic.Uint32
	body := func(int) { ran.Add(1) }
	for name, c := range map[string]struct {
		cfg  kthread.Config
		n    int
		body func(int)
		want error
	}{
		"no body":         {small, 1, nil, kthread.ErrInvalidConfig},
		"no threads":      {small, 0, body, kthread.ErrInvalidConfig},
		"fewer":           {small, -1, body, kthread.ErrInvalidConfig},
		"too many":        {small, 1 << 30, body, kthread.ErrInvalidConfig},
		"a CPU too many":  {kthread.Config{StackSize: 64 << 10, CPUs: []int{8000}}, 5, body, kthread.ErrSetup},
		"an unsafe body":  {small, 5, func(i int) { sinkOfGroup = make([]byte, i) }, kthread.ErrUnsafeBody}, //kthread:unsafe
		"a negative size": {kthread.Config{StackSize: -1}, 5, body, kthread.ErrInvalidConfig},
	} {
		if g, err := kthread.SpawnN(c.cfg, c.n, c.body); !errors.Is(err, c.want) || g != nil {
			t.Errorf("%s: %v, %v; want %v", name, g, err, c.want)
		}
	}
	if ran.Load() != 0 {
		t.Errorf("%d bodies ran of groups that were not made", ran.Load())
	}
}

var sinkOfGroup []byte

// TestGroupAllOrNothing meets a limit on tasks in the middle.
func TestGroupAllOrNothing(t *testing.T) {
	if os.Getenv("GROUP_LIMIT") == "" {
		restricted(t, "TestGroupAllOrNothing", "GROUP_LIMIT=1")
		return
	}
	if os.Getenv("RAWTHREAD_EMULATOR") != "" {
		os.Stdout.WriteString("the emulator shares its threads with the limit")
		os.Exit(skipped)
	}
	if os.Getuid() == 0 { // whom the limit does not bind
		if err := unix.Setresuid(54321, 54321, 54321); err != nil {
			os.Stdout.WriteString("no other user can be had here")
			os.Exit(skipped)
		}
	}
	spareThreads()
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	most := uint64(len(tasks) + 20)
	if err := unix.Setrlimit(unix.RLIMIT_NPROC, &unix.Rlimit{Cur: most, Max: most}); err != nil {
		os.Stdout.WriteString("RLIMIT_NPROC can't be set here")
		os.Exit(skipped)
	}
	takeCensus(t)
	var ran atomic.Uint32
	g, err := kthread.SpawnN(small, 200, func(int) { ran.Add(1) })
	if err == nil {
		g.Join()
		os.Stdout.WriteString("RLIMIT_NPROC is not enforced here")
		os.Exit(skipped)
	}
	if !errors.Is(err, kthread.ErrThreadQuotaExceeded) || !errors.Is(err, unix.EAGAIN) {
		t.Error(err)
	}
	t.Log(err)
	if ran.Load() != 0 {
		t.Errorf("%d bodies ran", ran.Load())
	}
	if live := kthread.Threads(); len(live) != 0 {
		t.Errorf("%d threads are left", len(live))
	}
}
