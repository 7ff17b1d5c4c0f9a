package tls_test

import (
	"fmt"

	"rawthread/kthread"
	"rawthread/tls"
)

var calls = tls.NewVar[uint64]()

// Each raw thread has a copy of its own, which begins as zero.
func ExampleVar() {
	var counts [2]uint64
	for i := range counts {
		t, err := kthread.Go(func() {
			for range i + 1 {
				*calls.Ptr()++
			}
			counts[i] = calls.Get()
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		t.Join()
	}
	fmt.Println(counts, tls.OnRawThread())
	// Output: [1 2] false
}
