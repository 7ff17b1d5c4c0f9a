package seeded

func grown() { numbers = append(numbers, 5) }
