//go:build !go1.28 && !race && !msan && !asan

package gothread

// What only the assembly refers to, told to tools that read Go alone.
var (
	_ = protected
	_ = mark
	_ = landing{}.distance
	_ = landing{}.pc
	_ = [...]uintptr{magicOffset, gPanic}
)
