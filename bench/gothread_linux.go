package bench

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"rawthread/gothread"
	"rawthread/kthread"
)

// GoCases measure package gothread, in processes of their own: its first use
// makes a process one with foreign threads.
func GoCases() []Case {
	return []Case{{
		Name: "GoCall", Doc: "a thread outside the Go scheduler has an empty Go function run, and waits for it", Floor: "cgo, from a C thread", Ours: "gothread.Func",
		Peers: []Peer{
			Cgo.Peer("cgo, from a C thread", "callbacks", 0), goPeer("gothread.Func", "call"), goPeer("gothread.Func, brief", "brief"), {Name: "bridge.Func", Run: calls},
			{Name: "channel, to a locked goroutine", Run: lockedChannel}, anyC().Peer("two rt_sigprocmask alone, C", "masks", 0),
		},
	}, {
		Name: "GoSpawnJoin", Doc: "start a thread that runs an empty Go function, and join it", Floor: "locked goroutine", Ours: "gothread.Spawn",
		Peers: []Peer{
			{Name: "locked goroutine", Run: lockedGoroutines}, goPeer("gothread.Spawn", "spawn"), {Name: "kthread, without Go", Run: func(n int) (time.Duration, error) {
				return spawnJoin(n, kthread.Config{StackSize: smallStack})
			}},
			Cgo.Peer("cgo, a C thread that calls Go once", "spawncalls", 0),
		},
	}}
}

// noGoThreads says why threads can't enter the runtime here, "" if they can. It
// asks in a process of its own too.
var noGoThreads = sync.OnceValue(func() string {
	cmd, err := self("gothread backend 1")
	if err == nil {
		_, err = numbersOf(cmd)
	}
	if err != nil {
		return err.Error()
	}
	return ""
})

// goPeer is an operation of serveGo's.
func goPeer(name, operation string) Peer {
	return Peer{Name: name, Missing: noGoThreads(), Run: func(n int) (time.Duration, error) {
		cmd, err := self("gothread " + operation + " " + strconv.Itoa(n))
		if err != nil {
			return 0, err
		}
		values, err := numbersOf(cmd)
		if err == nil && len(values) != 1 {
			err = fmt.Errorf("%d numbers instead of one", len(values))
		}
		if err != nil {
			return 0, fmt.Errorf("gothread, %s: %w", operation, err)
		}
		return time.Duration(values[0]), nil
	}}
}

// serveGo does an operation n times and prints nanoseconds.
func serveGo(operation, times string) error {
	n, err := strconv.Atoi(times)
	if err != nil {
		return err
	}
	if b := gothread.Backend(); !b.Raw {
		return errors.New("no threads in the runtime: " + b.Why)
	}
	var took time.Duration
	switch operation {
	case "backend":
	case "call":
		took, err = goCalls(n, gothread.Prepare(func() {}))
	case "brief":
		took, err = goCalls(n, gothread.PrepareBrief(func() {}))
	case "spawn":
		start := time.Now()
		for range n {
			t, err := gothread.Spawn(kthread.Config{StackSize: smallStack}, func() {})
			if err == nil {
				err = t.Join()
			}
			if err != nil {
				return err
			}
		}
		took = time.Since(start)
	default:
		err = fmt.Errorf("no operation %q", operation)
	}
	if err == nil {
		fmt.Println(took.Nanoseconds())
	}
	return err
}

// goCalls is the time of n calls from a raw thread, without the first.
func goCalls(n int, f *gothread.Func) (time.Duration, error) {
	var start time.Time
	begin := gothread.Prepare(func() { start = time.Now() })
	t, err := kthread.Spawn(kthread.Config{StackSize: smallStack}, func() {
		begin.Call()
		for range n {
			f.Call()
		}
	})
	if err == nil {
		err = t.Join()
	}
	return time.Since(start), err
}
