package kthread_test

import (
	"context"
	"testing"
	"time"

	"rawthread/kthread"
)

// TestCallsFromRawThread makes, on a raw thread, each call on another thread
// that raw threads may make, and each that must be refused without harm.
func TestCallsFromRawThread(t *testing.T) {
	takeCensus(t)
	var end event
	runs := spawn(t, big, end.wait)
	toDetach := spawn(t, big, end.wait)
	toRelease := prepare(t, func() {})
	toStart := prepare(t, func() {})
	ctx := t.Context()
	const (
		try = iota
		timeout
		longTimeout
		joinPrepared
		detach
		joinDetached
		release
		startReleased
		start
		startAgain
		joinStarted
		joinAgain
		detachJoined
		detachSelf
		calls
	)
	var done bool
	var codes [calls]uint32
	var prepareErr, joinContext, name, setName, longName, ownName, cpus, threadIDs uint32
	unchecked := big
	unchecked.Unchecked = true // calls that are refused at run time would be by the check
	outer := spawn(t, unchecked, func() {
		ok, err := runs.TryJoin()
		done = ok
		codes[try] = code(err)
		codes[timeout] = code(runs.JoinTimeout(3 * time.Millisecond))
		codes[longTimeout] = code(runs.JoinTimeout(-1))
		codes[joinPrepared] = code(toStart.Join())
		codes[detach] = code(toDetach.Detach())
		codes[joinDetached] = code(toDetach.Join())
		codes[release] = code(toRelease.Release())
		codes[startReleased] = code(toRelease.Start())
		codes[start] = code(toStart.Start())
		codes[startAgain] = code(toStart.Start())
		codes[joinStarted] = code(toStart.JoinTimeout(1<<63 - 1))
		codes[joinAgain] = code(toStart.Join())
		codes[detachJoined] = code(toStart.Detach())
		self := kthread.Self()
		codes[detachSelf] = code(self.JoinTimeout(time.Second))
		_, err = kthread.Prepare(kthread.Config{}, nil)
		prepareErr = code(err)
		joinContext = code(runs.JoinContext(ctx))
		_, err = runs.Name()
		name = code(err)
		setName = code(runs.SetName("x"))
		longName = code(self.SetName("sixteen-bytes-xy"))
		ownName = code(self.SetName("own"))
		_, err = kthread.CPUCount()
		cpus = code(err)
		threadIDs = uint32(runs.ID())
	})
	if err := outer.Join(); err != nil {
		t.Fatal(err)
	}
	want := [calls]error{
		timeout: kthread.ErrTimeout, longTimeout: kthread.ErrTimeout, joinPrepared: kthread.ErrNotStarted,
		joinDetached: kthread.ErrDetached, startReleased: kthread.ErrStarted, startAgain: kthread.ErrStarted,
		joinAgain: kthread.ErrJoined, detachJoined: kthread.ErrJoined, detachSelf: kthread.ErrDeadlock,
	}
	for i := range want {
		if codes[i] != code(want[i]) {
			t.Errorf("call %d: %s, want %v", i, codeName(codes[i]), want[i])
		}
	}
	if done {
		t.Error("TryJoin joined a thread that runs")
	}
	for _, c := range []struct {
		call string
		got  uint32
		want error
	}{
		{"Prepare", prepareErr, kthread.ErrGoroutineOnly}, {"JoinContext", joinContext, kthread.ErrGoroutineOnly},
		{"Name", name, kthread.ErrGoroutineOnly}, {"SetName of another", setName, kthread.ErrGoroutineOnly},
		{"SetName of 16 bytes", longName, kthread.ErrNameTooLong}, {"SetName", ownName, nil}, {"CPUCount", cpus, kthread.ErrGoroutineOnly},
	} {
		if c.got != code(c.want) {
			t.Errorf("%s on a raw thread: %s, want %v", c.call, codeName(c.got), c.want)
		}
	}
	if int(threadIDs) != runs.ID() {
		t.Errorf("ID is %d on a raw thread, %d on a goroutine", threadIDs, runs.ID())
	}
	end.set()
	if err := runs.JoinContext(context.Background()); err != nil {
		t.Error(err)
	}
}

// fixedErrors are what calls on raw threads may return: a raw thread can't
// store a pointer, so it stores the place in this table.
var fixedErrors = [...]error{
	kthread.ErrDetached, kthread.ErrJoined, kthread.ErrNotStarted, kthread.ErrStarted, kthread.ErrDeadlock,
	kthread.ErrTimeout, kthread.ErrGoroutineOnly, kthread.ErrNameTooLong, kthread.ErrUnsupported,
}

// code returns 0 for nil, 1 + the place in fixedErrors, or 1000 for others.
// It compares the words of the interfaces, as bodies must.
func code(err error) uint32 {
	if err == nil {
		return 0
	}
	for i := range fixedErrors {
		if words(&err) == words(&fixedErrors[i]) {
			return uint32(i) + 1
		}
	}
	return 1000
}

func words(err *error) [2]uintptr { return *(*[2]uintptr)(pointerTo(err)) }

func codeName(c uint32) string {
	switch {
	case c == 0:
		return "nil"
	case int(c) <= len(fixedErrors):
		return fixedErrors[c-1].Error()
	}
	return "another error"
}
