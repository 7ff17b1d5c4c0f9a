package futex_test

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"rawthread/futex"
)

// locked runs body on a thread that stays the same.
func (k kind) locked(t *testing.T, body func()) (wait func()) {
	if k.raw {
		return k.start(t, body)
	}
	return k.start(t, func() { //kthread:unsafe
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		body()
	})
}

// TestPI hands a word from owner to owner by the kernel.
func TestPI(t *testing.T) {
	f := futex.Features()
	need(t, f.PI, "FUTEX_LOCK_PI")
	onBoth(t, func(t *testing.T, k kind) {
		var word, held, release atomic.Uint32
		var again, unlocked, notOwner int
		owner := k.locked(t, func() {
			if !word.CompareAndSwap(0, futex.ThreadID()) {
				return
			}
			again = number(futex.Private.LockPI(addr(&word), futex.Monotonic, futex.Forever))
			held.Store(1)
			for release.Load() == 0 {
				futex.WaitTimeout(addr(&release), 0, time.Millisecond)
			}
			unlocked = number(futex.Private.UnlockPI(addr(&word)))
			notOwner = number(futex.Private.UnlockPI(addr(&word)))
		})
		for held.Load() == 0 {
			pass()
		}
		var try, mono, real, past, lock, last int
		waiter := k.locked(t, func() {
			try = number(futex.Private.TryLockPI(addr(&word)))
			mono = number(futex.Private.LockPI(addr(&word), futex.Monotonic, futex.Deadline(2*time.Millisecond)))
			real = number(futex.Private.LockPI(addr(&word), futex.Realtime, futex.Realtime.Now()+2e6))
			past = number(futex.Private.LockPI(addr(&word), futex.Monotonic, 1))
			lock = number(futex.Private.LockPI(addr(&word), futex.Monotonic, futex.Forever))
			if word.Load()&futex.OwnerMask != futex.ThreadID() {
				lock = number(futex.ErrNotOwner)
			}
			last = number(futex.Private.UnlockPI(addr(&word)))
		})
		// The waiter shows in the word, again and again until it waits for ever.
		for past == 0 || word.Load()&futex.Waiters == 0 {
			pass()
		}
		release.Store(1)
		futex.Wake(addr(&release), 1)
		owner()
		waiter()
		for _, c := range []struct {
			what string
			got  int
			want error
		}{
			{"locking twice", again, futex.ErrDeadlock}, {"unlocking", unlocked, nil}, {"unlocking what the waiter has", notOwner, futex.ErrNotOwner},
			{"TryLockPI", try, futex.ErrChanged}, {"monotonic deadline", mono, futex.ErrTimeout}, {"realtime deadline", real, futex.ErrTimeout},
			{"deadline that has passed", past, futex.ErrTimeout}, {"LockPI", lock, nil}, {"its unlock", last, nil},
		} {
			if what(c.got) != c.want {
				t.Errorf("%s: %v, want %v", c.what, what(c.got), c.want)
			}
		}
		if word.Load() != 0 {
			t.Errorf("the word is %#x", word.Load())
		}
		var dead int
		k.locked(t, func() {
			word.Store(futex.OwnerMask) // no thread has this id
			dead = number(futex.Private.LockPI(addr(&word), futex.Monotonic, futex.Forever))
		})()
		if what(dead) != futex.ErrNoOwner {
			t.Errorf("an owner that is not there: %v", what(dead))
		}
	})
	var word uint32
	if err := futex.Private.LockPI(&word, futex.Monotonic, -1); err != futex.ErrInvalid {
		t.Errorf("a negative deadline: %v", err)
	}
}

// TestRequeuePI is a condition variable's way: wait on one word, own another.
func TestRequeuePI(t *testing.T) {
	need(t, futex.Features().RequeuePI, "FUTEX_WAIT_REQUEUE_PI")
	onBoth(t, func(t *testing.T, k kind) {
		var cond, lock, owned atomic.Uint32
		const waiters = 3
		var results [waiters]int
		var all []func()
		for i := range waiters {
			all = append(all, k.locked(t, func() {
				// A deadline on either clock, far away.
				c := futex.Clock(i%2) * futex.Realtime
				err := futex.Private.WaitRequeuePI(addr(&cond), 0, c, c.Now()+int64(time.Hour), addr(&lock))
				for err == futex.ErrInterrupted || err == futex.ErrChanged && cond.Load() == 0 {
					err = futex.Private.WaitRequeuePI(addr(&cond), 0, c, c.Now()+int64(time.Hour), addr(&lock))
				}
				results[i] = number(err)
				if lock.Load()&futex.OwnerMask == futex.ThreadID() {
					owned.Add(1)
				}
				if err == nil {
					futex.Private.UnlockPI(addr(&lock))
				}
			}))
		}
		until(t, waiters, func() (int, error) { return futex.Private.CmpRequeuePI(addr(&cond), 0, 9, addr(&lock)) })
		for _, wait := range all {
			wait()
		}
		if owned.Load() != waiters {
			t.Errorf("%d of %d owned the lock: %v", owned.Load(), waiters, results)
		}
		var timeout, changed int
		k.locked(t, func() {
			timeout = number(futex.Private.WaitRequeuePI(addr(&cond), 0, futex.Monotonic, futex.Deadline(time.Millisecond), addr(&lock)))
			changed = number(futex.Private.WaitRequeuePI(addr(&cond), 1, futex.Monotonic, futex.Forever, addr(&lock)))
		})()
		if what(timeout) != futex.ErrTimeout || what(changed) != futex.ErrChanged {
			t.Errorf("timeout: %v; another value: %v", what(timeout), what(changed))
		}
		// Waiters of a plain wait must not be moved to a PI word.
		var plain, woken atomic.Uint32
		wait := k.sleepers(t, 1, &plain, &woken, futex.AllBits)
		var err error
		for err == nil {
			_, err = futex.Private.CmpRequeuePI(addr(&plain), 0, 9, addr(&lock))
			pass()
		}
		if err != futex.ErrInvalid {
			t.Errorf("moving a plain waiter to a PI word: %v", err)
		}
		until(t, 1, func() (int, error) { return futex.Wake(addr(&plain), 1) })
		wait()
	})
}
