//go:build race || msan || asan

package gothread

// buildUnfit says why this build's threads can't enter the runtime.
const buildUnfit = "the program is built with -race, -msan or -asan, whose instrumentation wants threads that the runtime made"
