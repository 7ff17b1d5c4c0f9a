package model

import (
	"runtime"
	"runtime/debug"
)

// The collector moves stacks that it finds too large, and leaves the old
// addresses in what is dead on them: more states than there are. So it runs
// only between executions.

// slack is how much garbage may pile up.
const slack = 128 << 20

func (x *explorer) quiet() (restore func()) {
	old := debug.SetGCPercent(-1)
	return func() { debug.SetGCPercent(old) }
}

func (x *explorer) collect() {
	// Who gives up the CPU by itself is not preempted in the middle of an
	// execution, which writes to the dead part of the stack, too. Once in 10 ms
	// would do, which on a slow machine is a few executions.
	runtime.Gosched()
	if x.res.Executions%1024 != 0 {
		return
	}
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	if s.HeapAlloc > x.live+slack {
		runtime.GC()
		runtime.ReadMemStats(&s)
		x.live = s.HeapAlloc
	}
}
