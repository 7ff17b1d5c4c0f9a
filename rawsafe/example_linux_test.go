//go:build !race && !msan && !asan

package rawsafe_test

import (
	"errors"
	"fmt"

	"rawthread/rawsafe"
)

type stack struct{ items []int }

//go:noinline
func (s *stack) push(n int) { s.items = append(s.items, n) }

//go:noinline
func (s *stack) top() int { return s.items[len(s.items)-1] }

func ExampleCheck() {
	s := &stack{items: make([]int, 1, 8)}
	fmt.Println(rawsafe.Check(func() { s.items[0] = s.top() + 1 }))

	err := rawsafe.Check(func() { s.push(1) })
	var v *rawsafe.Violation
	if errors.As(err, &v) {
		for _, call := range v.Path {
			fmt.Println("it calls", call.Function)
		}
		fmt.Println("which", v.Reason)
	}
	// Output:
	// <nil>
	// it calls rawthread/rawsafe_test.(*stack).push
	// it calls runtime.growslice
	// which allocates
}

// Indirect calls are allowed when all functions are named that they can reach.
func ExampleCheck_also() {
	var steps []func()
	n := 0
	double, square := func() { n *= 2 }, func() { n *= n }
	steps = append(steps, double, square)
	body := func() {
		for _, step := range steps {
			step()
		}
	}
	fmt.Println(rawsafe.Check(body) == nil)
	fmt.Println(rawsafe.Check(body, double, square) == nil)
	// Output:
	// false
	// true
}
