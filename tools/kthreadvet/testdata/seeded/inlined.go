package seeded // what is inlined where more.go calls it: the finding is there

func grown() { numbers = append(numbers, 5) }
