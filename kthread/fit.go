//go:build !race && !msan && !asan

package kthread

// buildUnfit says why this build of the program can't have raw threads.
const buildUnfit = ""
