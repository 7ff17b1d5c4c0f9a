//go:build race || msan || asan

package rawsafe_test

// instrumentedBuild says that bodies are instrumented.
const instrumentedBuild = true
