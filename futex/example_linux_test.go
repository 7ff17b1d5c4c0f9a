package futex_test

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"rawthread/futex"
	"rawthread/kthread"
)

// A raw thread waits for a word to change, and a goroutine changes it.
func Example() {
	var ready atomic.Uint32
	word := (*uint32)(unsafe.Pointer(&ready))
	var seen uint32
	t, err := kthread.Go(func() {
		for ready.Load() == 0 { // wakes may be spurious
			futex.Wait(word, 0)
		}
		seen = ready.Load()
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ready.Store(7)
	futex.Wake(word, 1)
	t.Join()
	fmt.Println(seen)
	// Output: 7
}
