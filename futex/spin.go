package futex

import "rawthread/internal/word"

// spinLimit is how many pauses of the processor a waiter makes, looking at a word
// again and again, before it sleeps. It is 0 where the process has one
// CPU: nobody else can change the word meanwhile.
//
// Policy. Sleeping and being woken costs two system calls and a switch, 5 to
// 50 µs; a lock that is held for less than a microsecond is free again sooner.
// A waiter that spins for as long as a wake takes never does worse than twice
// the best (Karlin and others, 1991), but it takes the CPU from others, and
// where there are more threads than CPUs the owner itself may be waiting for it.
// So the limit is far below that bound: long enough for a critical section of
// some hundred instructions, and some microseconds in all.
//
// Who waits for an event looks all the time, to see it at once. Who waits for a
// lock looks seldom, and seldomer each time: every look takes the word's cache
// line from the owner, who pays for it at the next Lock and Unlock, and the
// longer two keep out of each other's way the more each gets done by itself.
// BenchmarkSpin measures both; docs/futex.md has the figures.
var spinLimit uint32 = spinsFor(usableCPUs())

func spinsFor(cpus int) uint32 {
	if cpus == 1 {
		return 0
	}
	return defaultSpins
}

// spinWhile looks at the word until it is not val, or the limit is reached, and
// returns what it saw last.
func spinWhile(w *word.Uint32, val uint32) uint32 {
	return Spin(w, val, spinLimit)
}

// spinLocked is spinWhile for the word of a lock, which is taken while it is val.
func spinLocked(w *word.Uint32, val uint32) uint32 {
	v := w.Load()
	for b := (Backoff{}); v == val && b.Pause(); {
		v = w.Load()
	}
	return v
}

// A Backoff paces a thread that looks at memory again and again, which others
// write to meanwhile, before it sleeps: each look takes a cache line from them.
// The zero value is ready. One thread at a time may use it.
type Backoff struct{ paused, next uint32 }

// firstPauses is how many pauses of the processor the first Pause is.
const firstPauses = 8

// Pause lets some time pass, twice as much as the time before, and returns true;
// or it returns false at once, if so much has passed that it is time to sleep: some
// microseconds, none where the process may use one CPU only. Goroutines and raw
// threads.
func (b *Backoff) Pause() bool {
	if b.paused >= spinLimit {
		return false
	}
	n := max(b.next, firstPauses)
	for range n {
		relax()
	}
	b.paused += n
	b.next = 2 * n
	return true
}

// Spin looks at *w, at most n times, for as long as it is val, with a pause of the
// processor between two looks, and returns what it saw last. For protocols whose
// waiters have a policy of their own: where the process has one CPU it is in vain.
// Goroutines and raw threads.
func Spin(w *word.Uint32, val, n uint32) uint32 {
	v := w.Load()
	for i := uint32(0); v == val && i < n; i++ {
		relax()
		v = w.Load()
	}
	return v
}

// SpinThenPark waits until *w != val: it spins for a while that was found by
// measurement, and then sleeps until somebody changes the word and wakes it.
// It returns nil, or [ErrTimeout] when the clock c shows deadline; [Forever] is
// for no deadline. For words of one's own protocol: whoever changes the word
// must wake those who wait ([Scope.Wake]). Goroutines and raw threads.
func (s Scope) SpinThenPark(w *word.Uint32, val uint32, c Clock, deadline int64) error {
	if spinWhile(w, val) != val {
		return nil
	}
	for {
		if err := s.await(w, val, c, deadline); err != nil {
			if w.Load() != val {
				return nil
			}
			return err
		}
		if w.Load() != val {
			return nil
		}
	}
}
