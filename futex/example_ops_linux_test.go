package futex_test

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"

	"rawthread/futex"
	"rawthread/kthread"
)

// One thread sleeps on three words, and learns which of them changed.
func ExampleWaitAny() {
	var words [3]atomic.Uint32
	var list [3]futex.Waiter
	for i := range words {
		list[i] = futex.Waiter{Addr: (*uint32)(unsafe.Pointer(&words[i])), Scope: futex.Private}
	}
	which := -1
	t, err := kthread.Go(func() {
		which, _ = futex.WaitAny(list[:], futex.Monotonic, futex.Deadline(time.Minute))
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	words[1].Store(1)
	futex.Wake(list[1].Addr, 1)
	t.Join()
	fmt.Println(which)
	// Output: 1
}

// Another process would get the descriptor by exec.Cmd.ExtraFiles, and see the
// same word at an address of its own.
func ExampleNewSharedMemory() {
	memory, err := futex.NewSharedMemory(4096)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer memory.Close()
	other, err := futex.OpenSharedMemory(memory.FD())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer other.Close()
	const place = 64
	mine, err := futex.At[atomic.Uint32](memory, place)
	if err != nil {
		fmt.Println(err)
		return
	}
	theirs, err := futex.At[atomic.Uint32](other, place)
	if err != nil {
		fmt.Println(err)
		return
	}
	mine.Store(7)
	futex.Shared.Wake((*uint32)(unsafe.Pointer(mine)), 1)
	fmt.Println(mine != theirs, theirs.Load())
	// Output: true 7
}

// The owner of a PI word is a thread, so a goroutine stays on its own.
func ExampleScope_LockPI() {
	if !futex.Features().PI {
		fmt.Println("locked and unlocked") // no PI words on this kernel
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var word atomic.Uint32
	addr := (*uint32)(unsafe.Pointer(&word))
	if !word.CompareAndSwap(0, futex.ThreadID()) { // free words need no kernel
		if err := futex.Private.LockPI(addr, futex.Monotonic, futex.Deadline(time.Second)); err != nil {
			fmt.Println(err)
			return
		}
	}
	if !word.CompareAndSwap(futex.ThreadID(), 0) { // neither do words without waiters
		if err := futex.Private.UnlockPI(addr); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println("locked and unlocked")
	// Output: locked and unlocked
}

// Waking a counter's waiters when it was 0: add 1 to it in the same call.
func ExampleScope_WakeOp() {
	if !futex.Features().WakeOp {
		fmt.Println("the counter is 1") // no such operation on this kernel
		return
	}
	var gate, counter uint32
	op, err := futex.MakeOp(futex.OpAdd, 1, futex.CmpEqual, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := futex.Private.WakeOp(&gate, 1, &counter, 1, op); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the counter is", counter)
	// Output: the counter is 1
}
