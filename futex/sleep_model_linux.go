//go:build model

package futex

import (
	"unsafe"

	"rawthread/internal/model"
)

// In a build with the tag model, a thread of a model sleeps and wakes in the
// model; all others as in sleep_linux.go.

func sleep(addr *uint32, val, bits uint32, s Scope, c Clock, deadline int64) error {
	if !model.Active() {
		return errOf(block(addr, opWaitBitset|uint32(s)|uint32(c), val, deadline, nil, bits))
	}
	if deadline == Forever {
		deadline = model.Never
	}
	return errOfModel(model.Wait(addr, val, deadline, bits))
}

func wake(addr *uint32, n int, s Scope) (int, error) {
	if !model.Active() {
		return act(addr, opWake|uint32(s), count(n), 0, nil, 0)
	}
	return model.Wake(addr, n, AllBits), nil
}

func now(id uintptr) int64 {
	if !model.Active() {
		return clockGettime(id)
	}
	return model.Now()
}

func peek(addr *uint32) uint32 { return (*model.Uint32)(unsafe.Pointer(addr)).Load() }

func sleepAny(words []Waiter, c Clock, deadline int64) (int, error) {
	if !model.Active() {
		return waitV(words, c, deadline)
	}
	if deadline == Forever {
		deadline = model.Never
	}
	var on [4]model.WaitOn
	if len(words) > len(on) {
		panic("futex: more words than a model waits on at once")
	}
	for i, w := range words {
		on[i] = model.WaitOn{Addr: w.Addr, Val: w.Val}
	}
	return 0, errOfModel(model.WaitAny(on[:len(words)], deadline)) // callers look at all words
}

func errOfModel(err error) error {
	switch err {
	case model.ErrChanged:
		return ErrChanged
	case model.ErrTimeout:
		return ErrTimeout
	case model.ErrInterrupted:
		return ErrInterrupted
	}
	return nil
}
