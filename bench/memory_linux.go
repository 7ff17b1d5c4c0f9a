package bench

import (
	"time"

	"rawthread/futex"
	"rawthread/kthread"
	"rawthread/tls"
)

// perThread and everybodys are read by [VarCases].
var (
	perThread  = tls.NewVar[uint64]()
	everybodys uint64
)

// VarCases measure per-thread variables.
func VarCases() []Case {
	return []Case{{
		Name: "Var", Doc: "read a per-thread variable on a raw thread", Floor: "global", Ours: "tls.Var", Goal: Goal{Above: 1},
		Peers: []Peer{{Name: "global", Run: onRaw(readGlobal)}, {Name: "tls.Var", Run: onRaw(readVar)}, {Name: "tls.Var, by Ptr", Run: onRaw(readVarByPtr)},
			anyC().Peer("C global", "global", 0), anyC().Peer("C __thread", "local", 0)},
	}}
}

// onRaw runs a loop on a raw thread, and times the loop alone.
func onRaw(loop func(n int) uint64) func(n int) (time.Duration, error) {
	return func(n int) (time.Duration, error) {
		var took int64
		th, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10, Calls: []any{loop}}, func() {
			start := futex.Monotonic.Now()
			everybodys = loop(n)
			took = futex.Monotonic.Now() - start
		})
		if err != nil {
			return 0, err
		}
		err = th.Join()
		return time.Duration(took), err
	}
}

func readGlobal(n int) (sum uint64) {
	for range n {
		sum += everybodys
	}
	return sum
}

func readVar(n int) (sum uint64) {
	for range n {
		sum += perThread.Get()
	}
	return sum
}

// readVarByPtr asks once where the thread's copy is.
func readVarByPtr(n int) (sum uint64) {
	p := perThread.Ptr()
	for range n {
		sum += *p
	}
	return sum
}
