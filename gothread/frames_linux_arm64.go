//go:build !go1.28 && !race && !msan && !asan

package gothread

// cutFrames ends the calling goroutine's chain of frame pointers where it leaves
// the stack between lo and hi. On arm64 cgocallback leads it to a word below
// what is saved of the system stack, where any of the runtime's functions writes;
// the execution tracer follows it if the goroutine is preempted.
func cutFrames(lo, hi uintptr)
