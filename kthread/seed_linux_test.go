package kthread_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/kthread"
	"rawthread/tls"
)

// The seed's six tests: names, join, detach, CPU count, current id, and
// thread-local storage, this last on 32-bit too.

// event is a one-shot event for both kinds of thread.
type event struct{ word atomic.Uint32 }

func (e *event) addr() *uint32 { return (*uint32)(pointerTo(&e.word)) }

func (e *event) set() {
	e.word.Store(1)
	futex.Wake(e.addr(), 1<<30)
}

func (e *event) wait() {
	for e.word.Load() == 0 {
		futex.Wait(e.addr(), 0)
	}
}

func TestSetNameAndName(t *testing.T) {
	var start, done, end event
	th, err := kthread.Go(func() {
		start.wait()
		done.set()
		end.wait()
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"mythread", "fifteen-bytes-x", "", "new\nline"} {
		if err := th.SetName(name); err != nil {
			t.Errorf("SetName(%q): %v", name, err)
		}
		if got, err := th.Name(); err != nil || got != name {
			t.Errorf("Name() = %q, %v after SetName(%q)", got, err, name)
		}
	}
	start.set()
	done.wait()
	end.set()
	if err := th.Join(); err != nil {
		t.Error(err)
	}
	if _, err := th.Name(); err == nil {
		t.Error("a thread that is gone has a name")
	}
}

func TestJoin(t *testing.T) {
	var value uint64
	th, err := kthread.Go(func() { value++ })
	if err != nil {
		t.Fatal(err)
	}
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	if value != 1 {
		t.Errorf("value is %d after the join, want 1", value)
	}
	if err := th.Join(); err != kthread.ErrJoined {
		t.Errorf("second Join: %v, want ErrJoined", err)
	}
	if err := th.Detach(); err != kthread.ErrJoined {
		t.Errorf("Detach after Join: %v, want ErrJoined", err)
	}
}

func TestDetach(t *testing.T) {
	var value uint64
	var done event
	th, err := kthread.Go(func() {
		value++
		done.set()
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := th.Detach(); err != nil {
		t.Fatal(err)
	}
	done.wait()
	if value != 1 {
		t.Errorf("value is %d, want 1", value)
	}
	if err := th.Join(); err != kthread.ErrDetached {
		t.Errorf("Join after Detach: %v, want ErrDetached", err)
	}
	if err := th.Detach(); err != kthread.ErrDetached {
		t.Errorf("second Detach: %v, want ErrDetached", err)
	}
}

func TestCPUCount(t *testing.T) {
	n, err := kthread.CPUCount()
	if err != nil || n < 1 {
		t.Errorf("CPUCount() = %d, %v", n, err)
	}
}

func TestCurrentID(t *testing.T) {
	var cached, kernel uintptr
	var raw, self bool
	var selfID int
	th, err := kthread.Go(func() {
		cached = uintptr(kthread.CurrentID())
		kernel, _, _ = unix.RawSyscall(unix.SYS_GETTID, 0, 0, 0)
		raw = tls.OnRawThread()
		if s := kthread.Self(); s != nil {
			self = true
			selfID = s.ID()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	if int(cached) != th.ID() || kernel != cached || int(cached) == kthread.CurrentID() {
		t.Errorf("CurrentID %d, gettid %d, ID %d, of the goroutine %d", cached, kernel, th.ID(), kthread.CurrentID())
	}
	if !raw || tls.OnRawThread() {
		t.Errorf("OnRawThread: %v on the raw thread, %v on the goroutine", raw, tls.OnRawThread())
	}
	if !self || selfID != th.ID() || kthread.Self() != nil {
		t.Errorf("Self: %v with id %d on the raw thread, %v on the goroutine", self, selfID, kthread.Self())
	}
}

var counter = tls.NewVar[int32]()
var wide = tls.NewVar[[3]uint64]()

func TestThreadLocalStorage(t *testing.T) {
	const n = 4
	var before, after [n]int32
	var address [n]uintptr
	var sum [n]uint64
	var all [n]*kthread.Thread
	for i := range n {
		th, err := kthread.Go(func() {
			before[i] = counter.Get()
			counter.Set(counter.Get() + int32(i) + 1234)
			after[i] = counter.Get()
			w := wide.Ptr()
			w[2] += uint64(i) + 1
			sum[i] = atomic.AddUint64(&w[2], 1)
			address[i] = uintptr(pointerTo(w))
		})
		if err != nil {
			t.Fatal(err)
		}
		all[i] = th
	}
	for i, th := range all {
		if err := th.Join(); err != nil {
			t.Fatal(err)
		}
		if before[i] != 0 || after[i] != int32(i)+1234 || sum[i] != uint64(i)+2 {
			t.Errorf("thread %d saw %d, then %d and %d", i, before[i], after[i], sum[i])
		}
		if address[i]%8 != 0 {
			t.Errorf("thread %d's copy is at %#x, not aligned to 8 bytes", i, address[i])
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a Var used on a goroutine did not panic")
		}
	}()
	counter.Get()
}

// late is declared once, when threads have been prepared.
var late = sync.OnceValue(tls.NewVar[uint64])

// TestLateVariable: a thread has variables that were declared when it was there.
func TestLateVariable(t *testing.T) {
	var v *tls.Var[uint64]
	var before, after uint64
	th, err := kthread.Prepare(kthread.Config{}, func() {
		before = v.Get()
		v.Set(before + 77)
		after = v.Get()
	})
	if err != nil {
		t.Fatal(err)
	}
	v = late()
	if err := th.Start(); err != nil {
		t.Fatal(err)
	}
	if err := th.Join(); err != nil {
		t.Fatal(err)
	}
	if before != 0 || after != 77 {
		t.Errorf("the thread saw %d, then %d", before, after)
	}
}
