package futex_test

import (
	"os"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/futex"
)

// A requeue is one run of the kernel's futex_requeue_pi: threads wait on one
// word and are moved to a PI word.
type requeue struct {
	from, lock      atomic.Uint32
	here, owned     atomic.Uint32 // threads that are about to wait; that owned the lock
	timeouts, wrong atomic.Uint32
	done            atomic.Uint32
	deadline        int64
}

const requeued = 10

// waiter waits for the lock by way of the plain word.
func (r *requeue) waiter() {
	r.here.Add(1)
	err := futex.Private.WaitRequeuePI(addr(&r.from), 0, futex.Monotonic, r.deadline, addr(&r.lock))
	if err != nil {
		// A signal ends a goroutine's wait like a plain wake.
		switch {
		case err == futex.ErrTimeout:
			r.timeouts.Add(1)
		case err != futex.ErrChanged && err != futex.ErrInterrupted:
			r.wrong.Add(1)
		}
		if futex.Private.LockPI(addr(&r.lock), futex.Monotonic, futex.Forever) != nil {
			r.wrong.Add(1)
			return
		}
	}
	if r.lock.Load()&futex.OwnerMask == futex.ThreadID() {
		r.owned.Add(1)
	}
	if futex.Private.UnlockPI(addr(&r.lock)) != nil {
		r.wrong.Add(1)
	}
}

// waker moves waiters, all at once or one by one, until all have owned the lock.
// If it is to, it holds the lock meanwhile.
func (r *requeue) waker(all, holds bool) {
	more := 0
	if all {
		more = requeued
	}
	for r.here.Load() < requeued {
		nap()
	}
	for r.owned.Load() < requeued && r.wrong.Load() == 0 {
		if holds && futex.Private.LockPI(addr(&r.lock), futex.Monotonic, futex.Forever) != nil {
			r.wrong.Add(1)
		}
		_, err := futex.Private.CmpRequeuePI(addr(&r.from), 0, more, addr(&r.lock))
		if err != nil && err != futex.ErrChanged {
			r.wrong.Add(1)
		}
		r.done.Store(1)
		futex.Wake(addr(&r.done), 1)
		if holds && futex.Private.UnlockPI(addr(&r.lock)) != nil {
			r.wrong.Add(1)
		}
		nap()
	}
}

// third holds the lock until waiters were moved.
func (r *requeue) third() {
	if futex.Private.LockPI(addr(&r.lock), futex.Monotonic, futex.Forever) != nil {
		r.wrong.Add(1)
	}
	r.here.Store(0)
	for r.done.Load() == 0 {
		futex.Wait(addr(&r.done), 0)
	}
	if futex.Private.UnlockPI(addr(&r.lock)) != nil {
		r.wrong.Add(1)
	}
}

// TestSelftestRequeuePI is futex_requeue_pi with all its options.
func TestSelftestRequeuePI(t *testing.T) {
	need(t, futex.Features().RequeuePI, "FUTEX_WAIT_REQUEUE_PI")
	onBoth(t, func(t *testing.T, k kind) {
		for run := range 12 {
			all, owner := run&1 != 0, run>>1%3 // nobody, the waker, a third thread
			timeout := run >= 6
			r := new(requeue)
			r.deadline = futex.Forever
			if timeout {
				r.deadline = futex.Deadline(time.Millisecond)
			}
			var waits []func()
			if owner == 2 {
				r.here.Store(1)
				waits = append(waits, k.locked(t, r.third))
				for r.here.Load() == 1 {
					pass()
				}
			}
			for range requeued {
				waits = append(waits, k.locked(t, r.waiter))
			}
			waits = append(waits, k.locked(t, func() { r.waker(all, owner == 1) }))
			for _, wait := range waits {
				wait()
			}
			if r.owned.Load() != requeued || r.wrong.Load() != 0 || r.lock.Load()&futex.OwnerMask != 0 {
				t.Errorf("run %d: %d owned the lock, %d wrong answers, lock %#x", run, r.owned.Load(), r.wrong.Load(), r.lock.Load())
			}
			if !timeout && r.timeouts.Load() != 0 {
				t.Errorf("run %d: %d timeouts", run, r.timeouts.Load())
			}
		}
	})
}

// TestSelftestSignalRestart is futex_requeue_pi_signal_restart: before it was
// moved a waiter waits on after a signal, then it ends with ErrChanged. Raw
// threads block signals for life.
func TestSelftestSignalRestart(t *testing.T) {
	need(t, futex.Features().RequeuePI, "FUTEX_WAIT_REQUEUE_PI")
	var from, lock, tid, ended atomic.Uint32
	var result int
	waiter := kinds[0].locked(t, func() {
		tid.Store(futex.ThreadID())
		result = number(futex.Private.WaitRequeuePI(addr(&from), 0, futex.Monotonic, futex.Forever, addr(&lock)))
		ended.Store(1)
	})
	for tid.Load() == 0 {
		pass()
	}
	signal := func() {
		if err := unix.Tgkill(os.Getpid(), int(tid.Load()), unix.SIGURG); err != nil {
			t.Error(err)
		}
	}
	var moved, unlocked int
	var tooEarly uint32
	kinds[0].locked(t, func() { //kthread:unsafe
		if futex.Private.LockPI(addr(&lock), futex.Monotonic, futex.Forever) != nil {
			return
		}
		for moved == 0 {
			signal()
			pass()
			tooEarly |= ended.Load()
			n, err := futex.Private.CmpRequeuePI(addr(&from), 0, 0, addr(&lock))
			if err != nil && err != futex.ErrChanged || tooEarly != 0 {
				break
			}
			moved = n
		}
		for ended.Load() == 0 {
			signal()
			pass()
		}
		unlocked = number(futex.Private.UnlockPI(addr(&lock)))
	})()
	waiter()
	if moved != 1 || tooEarly != 0 || what(result) != futex.ErrChanged || unlocked != 0 {
		t.Errorf("%d moved, ended before: %d, result %v, UnlockPI: %v", moved, tooEarly, what(result), what(unlocked))
	}
}

// TestSelftestLockPI is futex_lock_pi_exiting, lock_unlock_basic.
func TestSelftestLockPI(t *testing.T) {
	need(t, futex.Features().PI, "FUTEX_LOCK_PI")
	onBoth(t, func(t *testing.T, k kind) {
		for _, s := range []futex.Scope{futex.Private, futex.Shared} {
			var lock, locked, after uint32
			var id uint32
			var first, again, unlock int
			k.locked(t, func() {
				id = futex.ThreadID()
				first = number(s.LockPI(&lock, futex.Monotonic, futex.Forever))
				locked = lock
				again = number(s.LockPI(&lock, futex.Monotonic, futex.Forever))
				unlock = number(s.UnlockPI(&lock))
				after = lock
			})()
			if first != 0 || locked&futex.OwnerMask != id || what(again) != futex.ErrDeadlock || unlock != 0 || after != 0 {
				t.Errorf("scope %d: LockPI %v, word %#x of thread %#x, again %v, UnlockPI %v, word %#x", s, what(first), locked, id, what(again), what(unlock), after)
			}
		}
	})
}

// TestSelftestOwnerExits is futex_lock_pi_exiting: a raw thread ends with a PI
// lock, while another waits for it, or is about to.
func TestSelftestOwnerExits(t *testing.T) {
	need(t, futex.Features().PI, "FUTEX_LOCK_PI")
	rounds := 200
	if os.Getenv("RAWTHREAD_EMULATOR") != "" || os.Getenv("RAWTHREAD_KERNEL") != "" {
		rounds = 40
	}
	onBoth(t, func(t *testing.T, k kind) {
		gone := 0
		for round := range rounds {
			var lock, locked, end atomic.Uint32
			var owns bool
			var result, unlock int
			waiter := k.locked(t, func() {
				for locked.Load() == 0 {
					nap()
				}
				err := futex.Private.LockPI(addr(&lock), futex.Monotonic, futex.Forever)
				result = number(err)
				if err == nil {
					owns = lock.Load()&futex.OwnerMask == futex.ThreadID()
					unlock = number(futex.Private.UnlockPI(addr(&lock)))
				}
			})
			owner := kinds[1].start(t, func() {
				futex.Private.LockPI(addr(&lock), futex.Monotonic, futex.Forever)
				locked.Store(1)
				for round%2 == 0 && end.Load() == 0 {
					futex.Wait(addr(&end), 0)
				}
			})
			if round%2 == 0 {
				for lock.Load()&futex.Waiters == 0 {
					pass()
				}
				end.Store(1)
				futex.Wake(addr(&end), 1)
			}
			waiter()
			owner()
			switch what(result) {
			case nil:
				if !owns || unlock != 0 {
					t.Fatalf("round %d: got the lock, owns it: %v, UnlockPI: %v", round, owns, what(unlock))
				}
			case futex.ErrNoOwner:
				gone++
			default:
				t.Fatalf("round %d: %v", round, what(result))
			}
		}
		t.Logf("%d rounds, in %d the owner was gone before", rounds, gone)
	})
}
