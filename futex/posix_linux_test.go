package futex_test

import (
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/kthread"
)

// An assertion is one of the Open POSIX Test Suite's, by its function and
// number there, in the words that fit here. The test has the thread that waits
// be of kind k.
type assertion struct {
	name, says string
	test       func(t *testing.T, k kind)
}

// TestPOSIX tests the assertions that have a meaning here; docs/futex.md has the
// same table, and says which have none.
func TestPOSIX(t *testing.T) {
	docs, err := os.ReadFile("../docs/futex.md")
	if err != nil && !emulated && !inGuest {
		t.Error(err)
	}
	for _, group := range [][]assertion{posixMutex, posixRWLock, posixCond, posixBarrier, posixSemaphore} {
		for _, a := range group {
			for _, k := range kinds {
				t.Run(strings.ReplaceAll(a.name, " ", "-")+"/"+k.name, func(t *testing.T) { a.test(t, k) })
			}
			if err == nil && !strings.Contains(string(docs), "| "+a.name+" | "+a.says+" |") {
				t.Errorf("docs/futex.md lacks the row | %s | %s |", a.name, a.says)
			}
		}
	}
}

// A blocked thread is one that is in a call which must not return yet.
type blocked struct {
	tid, done atomic.Uint32
	wait      func()
}

// block starts a thread of kind k that makes call.
func block(t *testing.T, k kind, call func()) *blocked {
	t.Helper()
	b := new(blocked)
	body := func() { //kthread:unsafe
		b.tid.Store(futex.ThreadID())
		call()
		b.done.Store(1)
	}
	if k.raw {
		th, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10, Calls: []any{call}}, body)
		if err != nil {
			t.Fatal(err)
		}
		b.wait = func() { check(t, th.Join() == nil, "Join") }
	} else {
		b.wait = k.locked(t, body)
	}
	for b.tid.Load() == 0 {
		pass()
	}
	return b
}

// isBlocked fails if the call returned, for which it gives it a moment.
func (b *blocked) isBlocked(t *testing.T) {
	t.Helper()
	time.Sleep(time.Millisecond)
	if b.done.Load() != 0 {
		t.Error("the call returned, and must not have")
	}
}

// interrupt has the thread get signals; raw threads block them.
func (b *blocked) interrupt(t *testing.T) {
	t.Helper()
	for range 20 {
		if err := unix.Tgkill(os.Getpid(), int(b.tid.Load()), unix.SIGURG); err != nil {
			t.Error(err)
		}
		time.Sleep(50 * time.Microsecond)
	}
}

// A check is one thing that must be so.
func check(t *testing.T, ok bool, what string) {
	t.Helper()
	if !ok {
		t.Error(what)
	}
}

// soon is a moment on the wall clock that will have come.
func soon() int64 { return futex.Realtime.Now() + int64(time.Millisecond) }
