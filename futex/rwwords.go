package futex

// state is a count and two flags; turn is what writers sleep on, and counts the
// times that one was told to come.
//
//	bit 31          bit 30          bits 29..0
//	rwWriters       rwReaders       0: free, rwWriter: locked for writing,
//	a writer may    a reader may    else the number of readers
//	sleep           sleep
//
//	          RLock            RUnlock
//	free ◀──────────▶ 1 ◀─────────────▶ 2 ...      readers
//	free ◀──────────────────────▶ rwWriter         Lock, Unlock
//	any of them, not free ──▶ the same with a flag, by one who is going to sleep
//	free with flags ──▶ free, or free with rwReaders only: by whoever made it
//	                    free, who wakes those whose flag it takes out
//
// Readers sleep on state: their flag is part of the value that they sleep on.
// Writers sleep on turn: they load turn, then see in state that it is not free
// and that their flag is there, then sleep. Whoever takes the flag out adds 1 to
// turn afterwards, so a writer that is about to sleep notices. A writer that
// slept can't know whether others sleep, and takes the lock with the flag.
//
// Writers first: who makes the lock free wakes one writer; readers only if there
// was none to wake. As long as a woken writer is on its way, rwReaders stays in
// the word, which keeps new readers out, and its Unlock wakes them. Readers
// first: who makes it free takes out both flags and wakes all readers and one
// writer; who comes too late puts its flag back. If a reader took the lock in
// between, then the flag of the readers is taken out all the same, and they are
// woken: they may come in, and the one that did may be waiting for them.
//
// Giving up: a reader leaves its flag, which the next one to make it free takes
// out. A writer's flag would keep readers out for nothing, so a writer that
// gives up takes out both flags and wakes everybody: those that still have a
// reason to sleep put their flag back.
//
// Order: all changes of state are read-modify-writes; the ones that lock acquire
// from the ones that unlocked before, directly or through those between.
const (
	rwWriter     = 1<<30 - 1
	rwCount      = rwWriter
	rwMaxReaders = rwWriter - 2 // so that an RUnlock too many is told from a reader
	rwReaders    = 1 << 30
	rwWriters    = 1 << 31
)

// Policies of an RWMutex, as an additional bit of its Scope.
const (
	writersFirst Scope = 0
	readersFirst Scope = 1 << 31
)

// readable says whether a reader may come in.
func (s Scope) readable(v uint32) bool {
	if s&readersFirst != 0 {
		v &= rwCount
	}
	return v < rwMaxReaders
}

func (rw *rwWords) tryRLock(s Scope) bool {
	for {
		v := rw.state.Load()
		if !s.readable(v) {
			return false
		}
		if rw.state.CompareAndSwap(v, v+1) {
			return true
		}
	}
}

func (rw *rwWords) tryLock() bool {
	for {
		v := rw.state.Load()
		if v&rwCount != 0 {
			return false
		}
		if rw.state.CompareAndSwap(v, v|rwWriter) {
			return true
		}
	}
}

// mustRLock is RLock, when a writer was found, out of line.
//
//go:noinline
func (rw *rwWords) mustRLock(s Scope) { must(rw.rlock(s, Monotonic, Forever)) }

func (rw *rwWords) rlock(s Scope, c Clock, deadline int64) error {
	spinLocked(&rw.state, rwWriter)
	for {
		v := rw.state.Load()
		if s.readable(v) {
			if rw.state.CompareAndSwap(v, v+1) {
				return nil
			}
			continue
		}
		if v&rwCount != rwWriter && v&rwCount >= rwMaxReaders {
			panic("futex: too many readers of an RWMutex")
		}
		if v&rwReaders == 0 {
			if !rw.state.CompareAndSwap(v, v|rwReaders) {
				continue
			}
			v |= rwReaders
		}
		if err := s.scope().await(&rw.state, v, c, deadline); err != nil {
			return err
		}
	}
}

// mustLock is Lock, when the lock was found taken, out of line.
//
//go:noinline
func (rw *rwWords) mustLock(s Scope) { must(rw.lock(s, Monotonic, Forever)) }

func (rw *rwWords) lock(s Scope, c Clock, deadline int64) error {
	spinLocked(&rw.state, rwWriter)
	others := uint32(0) // rwWriters, once other writers may sleep
	for {
		v := rw.state.Load()
		if v&rwCount == 0 {
			if rw.state.CompareAndSwap(v, v|rwWriter|others) {
				return nil
			}
			continue
		}
		if v&rwWriters == 0 && !rw.state.CompareAndSwap(v, v|rwWriters) {
			continue
		}
		others = rwWriters
		turn := rw.turn.Load()
		if v = rw.state.Load(); v&rwCount == 0 || v&rwWriters == 0 {
			continue
		}
		if err := s.scope().await(&rw.turn, turn, c, deadline); err != nil {
			rw.giveUp(s)
			return err
		}
	}
}

// giveUp is what a writer does that waited in vain.
func (rw *rwWords) giveUp(s Scope) {
	for {
		v := rw.state.Load()
		if !rw.state.CompareAndSwap(v, v&^(rwReaders|rwWriters)) {
			continue
		}
		rw.turn.Add(1)
		s.scope().rouse(&rw.turn, all)
		if v&rwReaders != 0 {
			s.scope().rouse(&rw.state, all)
		}
		return
	}
}

// runlock ends an RUnlock that left v, which is not just fewer readers.
//
//go:noinline
func (rw *rwWords) runlock(v uint32, s Scope) {
	if n := v & rwCount; n >= rwMaxReaders {
		panic("futex: RUnlock of an RWMutex that is not locked for reading")
	} else if n == 0 {
		rw.free(v, s)
	}
}

// unlock ends an Unlock that left v, which is not 0.
//
//go:noinline
func (rw *rwWords) unlock(v uint32, s Scope) {
	if v&rwCount != 0 {
		panic("futex: Unlock of an RWMutex that is not locked for writing")
	}
	rw.free(v, s)
}

// free wakes those who wait for a lock that the caller made free, in state v,
// unless somebody takes it first: then that one's unlocking will.
func (rw *rwWords) free(v uint32, s Scope) {
	for v != 0 {
		if v&rwCount != 0 {
			if s&readersFirst == 0 || v&rwReaders == 0 || v&rwCount == rwWriter {
				return
			}
			// A reader was faster than those that sleep: they come in too.
			if rw.state.CompareAndSwap(v, v&^rwReaders) {
				s.scope().rouse(&rw.state, all)
				return
			}
			v = rw.state.Load()
			continue
		}
		left := uint32(0)
		if s&readersFirst == 0 && v == rwReaders|rwWriters {
			left = rwReaders // for the writer to keep
		}
		if !rw.state.CompareAndSwap(v, left) {
			v = rw.state.Load()
			continue
		}
		woken := false
		if v&rwWriters != 0 {
			rw.turn.Add(1)
			woken = s.scope().rouse(&rw.turn, 1)
		}
		if v&rwReaders == 0 {
			return
		}
		if left == 0 {
			s.scope().rouse(&rw.state, all)
			return
		}
		if woken {
			return
		}
		v = left
	}
}

// scope is s without a policy.
func (s Scope) scope() Scope { return s &^ readersFirst }
