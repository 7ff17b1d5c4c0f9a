// What is inlined where more.go calls it: the finding is there.

package seeded

func grown() { numbers = append(numbers, 5) }
