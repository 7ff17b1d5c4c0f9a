package seeded // what is refused on 386 alone

import "rawthread/kthread"

func onlyHere() {
	kthread.Go(func() { numbers = append(numbers, 9) }) // want 386 "growslice"
}
