package gothread

import "runtime"

// exiting reports whether the deferred function that calls it was called by
// runtime.Goexit, and not by a panic.
func exiting() bool {
	var pcs [1]uintptr
	if runtime.Callers(3, pcs[:]) == 0 {
		return false
	}
	f, _ := runtime.CallersFrames(pcs[:]).Next()
	return f.Function == "runtime.Goexit"
}
