package kthread_test

import (
	"testing"

	"rawthread/kthread"
)

// BenchmarkPool has one goroutine give an empty body and wait for it.
func BenchmarkPool(b *testing.B) {
	for _, threads := range []int{1, 2, 8} {
		p, err := kthread.NewPool(kthread.PoolConfig{Threads: threads})
		if err != nil {
			b.Fatal(err)
		}
		b.Run("Go", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				t, err := p.Go(func() {})
				if err != nil || t.Wait() != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("Task", func(b *testing.B) {
			b.ReportAllocs()
			t, err := p.Prepare(kthread.TaskConfig{}, func() {})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if t.Start() != nil || t.Wait() != nil {
					b.Fatal("failed")
				}
			}
		})
		p.Close()
	}
}
