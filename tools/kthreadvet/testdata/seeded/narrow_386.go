// What is refused on 386 alone. Tests know its lines.
package seeded

import "rawthread/kthread"

func onlyHere() {
	kthread.Go(func() { numbers = append(numbers, 9) }) // want 386 "growslice"
}
