//go:build (!linux || go1.28) && !race && !msan && !asan

package gothread

// buildUnfit says why this build's threads can't enter the runtime.
const buildUnfit = ""
