package gothread

import (
	"sync"
	"unsafe"

	"rawthread/bridge"
	"rawthread/futex"
	"rawthread/internal/word"
	"rawthread/kthread"
)

// Where raw threads can't enter the runtime, they write where their call is to a
// queue, and wait; a goroutine takes it from there, and starts one for it.
var dispatcher struct {
	sync.Once
	calls *bridge.Queue[uint64] // addresses of farCalls
	err   error
}

// A farCall lies on the stack of the raw thread that waits for it.
type farCall struct {
	fn    *func()     // the thread's body has it too
	state word.Uint32 // one of the constants below
}

// The goroutine makes farWaits one of the others, and wakes the thread. That is a
// sequentially consistent store, and the thread loads it: so it sees what the
// function did.
const (
	farWaits  = 0
	farDone   = 1 // the function returned
	farExited = 2 // it ended by runtime.Goexit
)

func startDispatcher() {
	dispatcher.Do(func() {
		dispatcher.calls, dispatcher.err = bridge.New[uint64](bridge.Config{Capacity: 256, Kind: bridge.MPMC})
		if dispatcher.err == nil {
			go dispatch()
		}
	})
	if dispatcher.err != nil {
		panic("gothread: Prepare: " + dispatcher.err.Error())
	}
}

func dispatch() {
	for {
		at, err := dispatcher.calls.Pop()
		if err != nil {
			return
		}
		go (*farCall)(pointer(uintptr(at))).serve()
	}
}

func (c *farCall) serve() {
	returned := false
	defer func() {
		switch {
		case returned:
			c.tell(farDone)
		case exiting():
			c.tell(farExited)
		}
	}()
	(*c.fn)()
	returned = true
}

// tell ends the call: c may be gone when the word is stored.
func (c *farCall) tell(how uint32) {
	at := word.Addr(&c.state)
	c.state.Store(how)
	futex.Wake(at, 1)
}

// callFar has a goroutine call fn. Raw threads only. It does not return if fn
// ended by runtime.Goexit: the thread ends.
func callFar(fn *func()) {
	c := farCall{fn: fn}
	dispatcher.calls.Push(uint64(uintptr(unsafe.Pointer(&c)))) // it is never closed
	for c.state.Load() == farWaits {
		futex.Wait(word.Addr(&c.state), farWaits)
	}
	if c.state.Load() == farExited {
		kthread.Exit()
	}
}

// pointer turns an address outside Go's heap into a pointer.
func pointer(addr uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&addr)) }
