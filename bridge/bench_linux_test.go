package bridge_test

import (
	"context"
	"log/slog"
	"testing"

	"rawthread/bridge"
)

// BenchmarkQueueBatch: a raw thread pushes, another pops, in batches.
func BenchmarkQueueBatch(b *testing.B) {
	for _, kind := range []struct {
		name string
		kind bridge.Kind
	}{{"SPSC", bridge.SPSC}, {"MPMC", bridge.MPMC}} {
		b.Run(kind.name, func(b *testing.B) {
			q, err := bridge.New[uint64](bridge.Config{Capacity: 1 << 12, Kind: kind.kind})
			if err != nil {
				b.Fatal(err)
			}
			const batch = 256
			var in, out [batch]uint64
			n := b.N
			consumer := spawn(b, func() {
				for {
					if _, err := q.PopBatch(out[:]); err != nil {
						return
					}
				}
			})
			b.ResetTimer()
			producer := spawn(b, func() {
				for left := n; left > 0; left -= batch {
					q.PushBatch(in[:min(left, batch)])
				}
				q.Close()
			})
			join(b, producer)
			join(b, consumer)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mitems/s")
		})
	}
}

// BenchmarkQueueOne is the same, an item at a time.
func BenchmarkQueueOne(b *testing.B) {
	q, err := bridge.New[uint64](bridge.Config{Capacity: 1 << 12})
	if err != nil {
		b.Fatal(err)
	}
	n := b.N
	consumer := spawn(b, func() {
		for {
			if _, err := q.Pop(); err != nil {
				return
			}
		}
	})
	producer := spawn(b, func() {
		for i := range n {
			q.Push(uint64(i))
		}
		q.Close()
	})
	join(b, producer)
	join(b, consumer)
}

// BenchmarkQueueAlone is a batch in and out by one thread: the cost without
// anything crossing between CPUs.
func BenchmarkQueueAlone(b *testing.B) {
	q, err := bridge.New[uint64](bridge.Config{Capacity: 1 << 12})
	if err != nil {
		b.Fatal(err)
	}
	const batch = 256
	var in, out [batch]uint64
	for left := b.N; left > 0; left -= batch {
		q.TryPushBatch(in[:])
		q.TryPopBatch(out[:])
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mitems/s")
}

// BenchmarkRoundTrip: one item to the other side and back.
func BenchmarkRoundTrip(b *testing.B) {
	for _, peer := range []string{"raw-goroutine", "raw-raw"} {
		b.Run(peer, func(b *testing.B) {
			there, err := bridge.New[uint64](bridge.Config{Capacity: 2})
			if err != nil {
				b.Fatal(err)
			}
			back, err := bridge.New[uint64](bridge.Config{Capacity: 2})
			if err != nil {
				b.Fatal(err)
			}
			n := b.N
			echo := spawn(b, func() {
				for {
					v, err := there.Pop()
					if err != nil {
						return
					}
					back.Push(v)
				}
			})
			ping := func() {
				for i := range n {
					there.Push(uint64(i))
					back.Pop()
				}
				there.Close()
			}
			b.ResetTimer()
			if peer == "raw-raw" {
				join(b, spawn(b, ping))
			} else {
				ping()
			}
			join(b, echo)
		})
	}
}

func BenchmarkClock(b *testing.B) {
	n := b.N
	b.Run("raw", func(b *testing.B) {
		n = b.N
		join(b, spawn(b, func() {
			for range n {
				bridge.Monotonic.Now()
			}
		}))
	})
	b.Run("goroutine", func(b *testing.B) {
		for range b.N {
			bridge.Monotonic.Now()
		}
	})
}

// BenchmarkCall: a raw thread asks a goroutine, and gets the answer.
func BenchmarkCall(b *testing.B) {
	s := newServer(b, bridge.ServerConfig{Workers: 1})
	f, err := bridge.Register(s, func(_ context.Context, x uint64) uint64 { return x + 1 })
	if err != nil {
		b.Fatal(err)
	}
	n := b.N
	join(b, spawn(b, func() {
		for i := range n {
			f.Call(uint64(i))
		}
	}))
}

// BenchmarkLog: one message with two attributes, as the raw thread has it; the
// handler throws it away.
func BenchmarkLog(b *testing.B) {
	l, err := bridge.NewLog(bridge.LogConfig{Handler: slog.DiscardHandler, Records: 1 << 12})
	if err != nil {
		b.Fatal(err)
	}
	n := b.N
	join(b, spawn(b, func() {
		for i := range n {
			l.Info("page served", bridge.Int("n", i), bridge.Uint64("address", 4096))
		}
	}))
	b.StopTimer()
	l.Close()
	b.ReportMetric(100*float64(l.Dropped())/float64(b.N), "%dropped")
}
