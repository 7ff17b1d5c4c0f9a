//go:build race || msan || asan

package kthread

// buildUnfit says why this build of the program can't have raw threads.
const buildUnfit = "the program is built with -race, -msan or -asan, whose instrumentation calls the Go runtime from every function; build without it"
