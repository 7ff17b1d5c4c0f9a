// Package futex gives Go the kernel's fast user-space mutexes, futex(2), for
// words that raw threads and goroutines share.
//
// The same call is right from both. On a goroutine it tells the scheduler
// (entersyscall), so that no P is held while the thread sleeps; on a raw thread,
// which the scheduler does not know, it goes to the kernel directly and touches
// nothing of the Go runtime. tls.OnRawThread decides.
//
// A word is 32 bits, aligned to 4 bytes, and changed by atomic operations only.
// Who waits, waits in a loop on its value: a wake may be spurious, and the
// value may have changed again before the woken thread runs.
//
// Below are the kernel's operations, each with the version of Linux that brought
// it; [Features] says what the running kernel has, and what it lacks returns
// [ErrUnsupported]. On them stand the primitives: [Mutex], [RWMutex], [Cond] and
// the others, whose names begin with Shared where they may lie in memory of
// several processes ([NewSharedMemory]).
package futex
