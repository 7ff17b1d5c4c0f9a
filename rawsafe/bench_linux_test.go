package rawsafe

import (
	"math"
	"sync/atomic"
	"testing"
)

// typical is a body of some loops, calls and atomics.
func typical() func() {
	numbers := make([]float64, 100)
	var sum, turns atomic.Uint64
	return func() {
		for i, n := range numbers {
			numbers[i] = math.Sin(n) + math.Sqrt(n)
			sum.Add(uint64(numbers[i]))
		}
		copy(numbers, numbers[1:])
		turns.Add(1)
	}
}

// BenchmarkFirstCheck is the check of a body that is not known yet, nor are the
// functions that it calls.
func BenchmarkFirstCheck(b *testing.B) {
	p, err := self()
	if err != nil {
		b.Fatal(err)
	}
	entry := []uint64{uint64(entryOf(typical()))}
	for b.Loop() {
		if v, _ := check(p, entry, false, nil); v != nil {
			b.Fatal(v)
		}
	}
}

// BenchmarkCachedCheck is the check of one that is.
func BenchmarkCachedCheck(b *testing.B) {
	f := typical()
	for b.Loop() {
		if err := Check(f); err != nil {
			b.Fatal(err)
		}
	}
}
