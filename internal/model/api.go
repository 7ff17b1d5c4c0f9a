package model

import (
	"errors"
	"fmt"
	"unsafe"
)

// What futex waits of the model return, for package futex to translate.
var (
	ErrChanged     = errors.New("model: changed")
	ErrTimeout     = errors.New("model: timeout")
	ErrInterrupted = errors.New("model: interrupted")
)

// Active reports whether the caller is a thread of a model.
func Active() bool { return current != nil }

// Wait is FUTEX_WAIT_BITSET with an absolute deadline in ns, -1 for none.
func Wait(addr *uint32, val uint32, deadline int64, mask uint32) error {
	return waitError(current.do(op{kind: opWait, addr: unsafe.Pointer(addr), a: uint64(val), deadline: deadline, mask: mask}))
}

// WaitAny is futex_waitv: it sleeps while all words have their values.
func WaitAny(words []WaitOn, deadline int64) error {
	return waitError(current.do(op{kind: opWait, addr: unsafe.Pointer(words[0].Addr), a: uint64(words[0].Val),
		more: words[1:], deadline: deadline, mask: matchAny}))
}

func waitError(r uint64) error {
	return [...]error{nil, ErrChanged, ErrTimeout, ErrInterrupted}[r]
}

// Wake is FUTEX_WAKE_BITSET.
func Wake(addr *uint32, n int, mask uint32) int {
	return int(current.do(op{kind: opWake, addr: unsafe.Pointer(addr), a: uint64(max(0, n)), mask: mask}))
}

// Requeue is FUTEX_CMP_REQUEUE, or FUTEX_REQUEUE if compare is false. The
// answer is -1 if the word does not hold val.
func Requeue(addr *uint32, wake int, to *uint32, move int, compare bool, val uint32) int {
	return int(int64(current.do(op{kind: opRequeue, addr: unsafe.Pointer(addr), a: uint64(wake), b: uint64(val), cmp: compare,
		addr2: unsafe.Pointer(to), n2: move})))
}

// EventRead reads an eventfd whose counter is at p: it blocks while that is 0,
// and clears it.
func EventRead(p *uint64) uint64 {
	return current.do(op{kind: opEventRead, wide: true, addr: unsafe.Pointer(p)})
}

// EventWrite adds to an eventfd's counter.
func EventWrite(p *uint64, n uint64) {
	current.do(op{kind: opEventWrite, wide: true, addr: unsafe.Pointer(p), a: n})
}

// Yield ends a round of a loop that waits by looking. The thread goes on when
// any shared memory is not as it was at the Yield before: else the round would
// end like the last. Rounds may not be counted.
func Yield() {
	if th := current; th != nil {
		th.do(op{kind: opYield})
	}
}

// Now is what all clocks show: it moves when a wait times out.
func Now() int64 {
	return current.run.now
}

// Assert fails the execution if ok is false.
func Assert(ok bool, format string, args ...any) {
	if !ok {
		panic(&Failure{Kind: "assertion", Text: fmt.Sprintf(format, args...)})
	}
}
