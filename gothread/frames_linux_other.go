//go:build linux && !arm64 && !go1.28 && !race && !msan && !asan

package gothread

// cutFrames is for arm64 alone.
func cutFrames(lo, hi uintptr) {}
