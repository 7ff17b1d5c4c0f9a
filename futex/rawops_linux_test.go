package futex_test

import (
	"reflect"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"rawthread/futex"
	"rawthread/rawsafe"
)

// operations are the kernel's, as func values.
var operations = map[string]any{
	"Scope.Wait": futex.Scope.Wait, "Scope.WaitTimeout": futex.Scope.WaitTimeout, "Scope.WaitUntil": futex.Scope.WaitUntil,
	"Scope.WaitBits": futex.Scope.WaitBits, "Scope.Wake": futex.Scope.Wake, "Scope.WakeBits": futex.Scope.WakeBits,
	"Scope.Requeue": futex.Scope.Requeue, "Scope.CmpRequeue": futex.Scope.CmpRequeue, "Scope.WakeOp": futex.Scope.WakeOp,
	"Scope.LockPI": futex.Scope.LockPI, "Scope.TryLockPI": futex.Scope.TryLockPI, "Scope.UnlockPI": futex.Scope.UnlockPI,
	"Scope.WaitRequeuePI": futex.Scope.WaitRequeuePI, "Scope.CmpRequeuePI": futex.Scope.CmpRequeuePI, "Scope.SpinThenPark": futex.Scope.SpinThenPark,
	"Clock.Now": futex.Clock.Now, "Deadline": futex.Deadline, "MakeOp": futex.MakeOp,
	"Wait": futex.Wait, "WaitTimeout": futex.WaitTimeout, "Wake": futex.Wake,
	"WaitV": futex.WaitV, "WaitAny": futex.WaitAny, "Wait2": futex.Wait2, "Wake2": futex.Wake2, "Requeue2": futex.Requeue2,
	"SetRobustList": futex.SetRobustList, "RobustList": futex.RobustList, "Features": futex.Features, "ThreadID": futex.ThreadID,
	"HashSlots": futex.HashSlots, "SetHashSlots": futex.SetHashSlots,
}

// TestOperationsAreRawSafe checks the machine code of each operation, and by
// reflection that none of Scope and Clock is left out.
func TestOperationsAreRawSafe(t *testing.T) {
	for _, typ := range []reflect.Type{reflect.TypeFor[futex.Scope](), reflect.TypeFor[futex.Clock]()} {
		for i := range typ.NumMethod() {
			if name := typ.Name() + "." + typ.Method(i).Name; operations[name] == nil {
				t.Errorf("%s is not checked", name)
			}
		}
	}
	for name, f := range operations {
		if err := rawsafe.Check(f); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, f := range map[string]any{"NewSharedMemory": futex.NewSharedMemory, "At": futex.At[uint32], "OpenSharedMemory": futex.OpenSharedMemory} {
		if rawsafe.Check(f) == nil {
			t.Errorf("%s is for goroutines, and passed the check", name)
		}
	}
}

// TestNoPIsHeld has goroutines sleep in each way while there is one P: it must
// be free for the one that wakes them.
func TestNoPIsHeld(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	f := futex.Features()
	var word, lock atomic.Uint32
	list := []futex.Waiter{{Addr: addr(&word), Scope: futex.Private}}
	for _, c := range []struct {
		what string
		have bool
		wait func() error
	}{
		{"Wait", true, func() error { return futex.Wait(addr(&word), 0) }},
		{"WaitBits", true, func() error {
			return futex.Private.WaitBits(addr(&word), 0, 1, futex.Realtime, futex.Realtime.Now()+int64(time.Hour))
		}},
		{"WaitV", f.WaitV, func() error { _, err := futex.WaitV(list, futex.Monotonic, futex.Forever); return err }},
		{"WaitAny", true, func() error { _, err := futex.WaitAny(list, futex.Monotonic, futex.Forever); return err }},
		{"Wait2", f.Futex2, func() error {
			return futex.Wait2(addr(&word), 0, 1, futex.ThisProcess, futex.Monotonic, futex.Forever)
		}},
		{"WaitRequeuePI", f.RequeuePI, func() error {
			err := futex.Private.WaitRequeuePI(addr(&word), 0, futex.Monotonic, futex.Forever, addr(&lock))
			if err == nil {
				err = futex.Private.UnlockPI(addr(&lock))
			}
			return err
		}},
	} {
		if !c.have {
			continue
		}
		word.Store(0)
		var running atomic.Bool
		wait := kinds[0].locked(t, func() { //kthread:unsafe
			running.Store(true)
			for word.Load() == 0 {
				if err := c.wait(); err != nil && err != futex.ErrInterrupted && err != futex.ErrChanged {
					t.Errorf("%s: %v", c.what, err)
					return
				}
			}
		})
		for !running.Load() {
			runtime.Gosched()
		}
		word.Store(1)
		if c.what == "WaitRequeuePI" { // a plain wake does not end it
			if _, err := futex.Private.CmpRequeuePI(addr(&word), 1, 0, addr(&lock)); err != nil {
				t.Errorf("CmpRequeuePI: %v", err)
			}
		} else {
			futex.Wake(addr(&word), 1)
		}
		wait()
	}
	if !f.PI {
		return
	}
	held := make(chan bool)
	release := make(chan bool)
	owner := kinds[0].locked(t, func() { //kthread:unsafe
		futex.Private.LockPI(addr(&lock), futex.Monotonic, futex.Forever)
		held <- true
		<-release
		futex.Private.UnlockPI(addr(&lock))
	})
	<-held
	waiter := kinds[0].locked(t, func() { //kthread:unsafe
		if err := futex.Private.LockPI(addr(&lock), futex.Monotonic, futex.Forever); err != nil {
			t.Errorf("LockPI: %v", err)
		}
		futex.Private.UnlockPI(addr(&lock))
	})
	for lock.Load()&futex.Waiters == 0 {
		runtime.Gosched()
	}
	release <- true
	owner()
	waiter()
}

// TestNoAllocations: a goroutine's calls do not allocate either.
func TestNoAllocations(t *testing.T) {
	var word, lock, other uint32
	list := []futex.Waiter{{Addr: &word, Val: 1, Scope: futex.Private}, {Addr: &other, Scope: futex.Shared}}
	op, err := futex.MakeOp(futex.OpAdd, 0, futex.CmpEqual, 0)
	if err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	n := testing.AllocsPerRun(100, func() {
		futex.Wait(&word, 1)
		futex.WaitTimeout(&word, 0, time.Microsecond)
		futex.Private.WaitBits(&word, 1, 1, futex.Realtime, 1)
		futex.Private.WakeBits(&word, 1, 1)
		futex.Private.CmpRequeue(&word, 0, 1, 1, &other)
		futex.Private.WakeOp(&word, 1, &other, 1, op)
		futex.Private.LockPI(&lock, futex.Monotonic, futex.Deadline(time.Hour))
		futex.Private.UnlockPI(&lock)
		futex.Private.WaitRequeuePI(&word, 1, futex.Monotonic, futex.Forever, &lock)
		futex.Private.CmpRequeuePI(&word, 0, 1, &lock)
		futex.WaitV(list, futex.Monotonic, futex.Forever)
		futex.WaitAny(list, futex.Monotonic, futex.Forever)
		futex.Wait2(&word, 1, 1, futex.ThisProcess, futex.Monotonic, futex.Forever)
		futex.Wake2(&word, 1, 1, futex.ThisProcess)
		futex.Requeue2(&word, 1, 0, 1, 1, &other, 0)
		futex.RobustList(0)
		futex.Features()
	})
	if n != 0 {
		t.Errorf("%v allocations a round", n)
	}
}
