package futex_test

import (
	"sync/atomic"
	"testing"

	"rawthread/futex"
)

// The assertions of pthread_rwlock_*, see posix_linux_test.go.
var posixRWLock = []assertion{
	{"pthread_rwlock_init 1", "a lock in its initial state (the zero value) can be locked either way", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		k.run(t, func() {
			rw.RLock()
			inside()
			rw.RUnlock()
			rw.Lock()
			inside()
			rw.Unlock()
		})
		check(t, rw.TryLock(), "it is not free afterwards")
	}},
	{"pthread_rwlock_rdlock 1", "readers come in beside readers, and not beside a writer", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		rw.RLock()
		k.run(t, func() { rw.RLock(); inside(); rw.RUnlock() })
		rw.RUnlock()
		rw.Lock()
		b := block(t, k, rw.RLock)
		b.isBlocked(t)
		rw.Unlock()
		b.wait()
		check(t, !rw.TryLock() && rw.TryRLock(), "the waiter does not have it")
	}},
	{"pthread_rwlock_rdlock 2", "a reader waits while a writer waits (RWMutex), or does not (ReaderRWMutex)", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		rw.RLock()
		writer := block(t, k, rw.Lock)
		for rw.TryRLock() { // until the writer has shown itself
			rw.RUnlock()
			pass()
		}
		reader := block(t, k, rw.RLock)
		reader.isBlocked(t)
		writer.isBlocked(t)
		rw.RUnlock()
		writer.wait()
		reader.isBlocked(t)
		rw.Unlock()
		reader.wait()

		var rr futex.ReaderRWMutex
		rr.RLock()
		writer = block(t, k, rr.Lock)
		writer.isBlocked(t)
		k.run(t, func() { rr.RLock(); inside(); rr.RUnlock() })
		rr.RUnlock()
		writer.wait()
	}},
	{"pthread_rwlock_rdlock 4", "a signal does not end the wait", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		rw.Lock()
		b := block(t, k, rw.RLock)
		b.interrupt(t)
		b.isBlocked(t)
		rw.Unlock()
		b.wait()
	}},
	{"pthread_rwlock_tryrdlock 1", "it does not wait for a writer, and reads beside readers", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		var beside, free bool
		rw.Lock()
		k.run(t, func() { beside = rw.TryRLock() })
		rw.Unlock()
		rw.RLock()
		k.run(t, func() { free = rw.TryRLock() })
		check(t, !beside && free, "TryRLock")
	}},
	{"pthread_rwlock_timedrdlock 1", "it waits until the time for a writer", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		rw.Lock()
		var one, two, bad, late bool
		k.run(t, func() {
			d := soon()
			one = rw.RLockUntil(futex.Realtime, d) == futex.ErrTimeout
			late = futex.Realtime.Now() >= d
			two = rw.RLockTimeout(-1) == futex.ErrTimeout
			bad = rw.RLockUntil(futex.Monotonic, -1) == futex.ErrInvalid
		})
		check(t, one && two && bad && late, "RLockUntil")
		rw.Unlock()
		check(t, rw.RLockUntil(futex.Realtime, -1) == nil && !rw.TryLock(), "a free lock was not locked")
	}},
	{"pthread_rwlock_wrlock 1", "a writer comes in alone", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		rw.RLock()
		b := block(t, k, rw.Lock)
		b.isBlocked(t)
		rw.RUnlock()
		b.wait()
		check(t, !rw.TryRLock() && !rw.TryLock(), "somebody comes in beside a writer")
		c := block(t, k, rw.Lock)
		c.isBlocked(t)
		rw.Unlock()
		c.wait()
	}},
	{"pthread_rwlock_wrlock 2", "a signal does not end the wait", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		rw.RLock()
		b := block(t, k, rw.Lock)
		b.interrupt(t)
		b.isBlocked(t)
		rw.RUnlock()
		b.wait()
	}},
	{"pthread_rwlock_trywrlock 1", "it does not wait for anybody", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		var reader, writer, free bool
		k.run(t, func() { free = rw.TryLock() })
		k.run(t, func() { writer = rw.TryLock() })
		rw.Unlock()
		rw.RLock()
		k.run(t, func() { reader = rw.TryLock() })
		check(t, free && !writer && !reader, "TryLock")
	}},
	{"pthread_rwlock_timedwrlock 1", "it waits until the time for readers, and keeps none out afterwards", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		rw.RLock()
		var one, two, bad, late bool
		k.run(t, func() {
			d := soon()
			one = rw.LockUntil(futex.Realtime, d) == futex.ErrTimeout
			late = futex.Realtime.Now() >= d
			two = rw.LockTimeout(-1) == futex.ErrTimeout
			bad = rw.LockUntil(futex.Monotonic, -1) == futex.ErrInvalid
		})
		check(t, one && two && bad && late, "LockUntil")
		check(t, rw.TryRLock(), "a writer that gave up keeps readers out")
		rw.RUnlock()
		rw.RUnlock()
		check(t, rw.LockUntil(futex.Realtime, -1) == nil && !rw.TryLock(), "a free lock was not locked")
	}},
	{"pthread_rwlock_unlock 1", "the last reader that leaves makes room for a writer", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		rw.RLock()
		rw.RLock()
		b := block(t, k, rw.Lock)
		rw.RUnlock()
		b.isBlocked(t)
		rw.RUnlock()
		b.wait()
	}},
	{"pthread_rwlock_unlock 2", "a writer that leaves makes room for all who wait", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		rw.Lock()
		var readers, writers []*blocked
		for range 3 {
			readers = append(readers, block(t, k, func() { rw.RLock(); inside(); rw.RUnlock() }))
			writers = append(writers, block(t, k, func() { rw.Lock(); inside(); rw.Unlock() }))
		}
		rw.Unlock()
		for i := range readers {
			readers[i].wait()
			writers[i].wait()
		}
		check(t, rw.TryLock(), "it is not free afterwards")
		var rr futex.ReaderRWMutex
		rr.Lock()
		for i := range readers {
			readers[i] = block(t, k, func() { rr.RLock(); inside(); rr.RUnlock() })
			writers[i] = block(t, k, func() { rr.Lock(); inside(); rr.Unlock() })
		}
		rr.Unlock()
		for i := range readers {
			readers[i].wait()
			writers[i].wait()
		}
		check(t, rr.TryLock(), "it is not free afterwards")
	}},
	{"pthread_rwlock_unlock 3", "of those who wait for a reader, a writer comes first (RWMutex)", func(t *testing.T, k kind) {
		var rw futex.RWMutex
		var order atomic.Uint32
		var writers, readers uint32
		rw.RLock()
		w := block(t, k, func() { rw.Lock(); writers = order.Add(1); rw.Unlock() })
		for rw.TryRLock() {
			rw.RUnlock()
			pass()
		}
		r := block(t, k, func() { rw.RLock(); readers = order.Add(1); rw.RUnlock() })
		r.isBlocked(t)
		rw.RUnlock()
		w.wait()
		r.wait()
		check(t, writers == 1 && readers == 2, "the reader came first")
	}},
	{"pthread_rwlock_unlock 4", "unlocking what is not locked so is refused", func(t *testing.T, k kind) {
		for _, fresh := range []func() rwLocker{
			func() rwLocker { return new(futex.RWMutex) }, func() rwLocker { return new(futex.ReaderRWMutex) },
		} {
			check(t, panics(fresh().Unlock), "Unlock of a free lock")
			check(t, panics(fresh().RUnlock), "RUnlock of a free lock")
			written, read := fresh(), fresh()
			written.Lock()
			check(t, panics(written.RUnlock), "RUnlock of a writer's lock")
			read.RLock()
			check(t, panics(read.Unlock), "Unlock of a reader's lock")
		}
	}},
}
