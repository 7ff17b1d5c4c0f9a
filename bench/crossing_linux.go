package bench

import (
	"context"
	"time"

	"rawthread/bridge"
	"rawthread/kthread"
)

// CrossingCases measure package bridge.
func CrossingCases() []Case {
	const batch = 256
	return []Case{{
		Name: "RoundTrip", Doc: "an item from a goroutine to a raw thread and back, each asleep until it comes", Floor: "pipes, two processes", Ours: "bridge.Queue", Goal: Goal{Ratio: 1},
		Peers: []Peer{anyC().Peer("pipes, two processes", "pipe", 0), {Name: "bridge.Queue", Run: queueRoundTrip}, {Name: "goroutines, channels", Run: channelPingPong}},
	}, {
		Name: "Ring", Doc: "an item of 8 bytes through a queue from raw thread to raw thread, in batches of 256", Floor: "memcpy, one thread", Ours: "bridge.Queue", Goal: Goal{Time: 10}, // 100 million a second
		Peers: []Peer{anyC().Peer("memcpy, one thread", "copying", batch), {Name: "bridge.Queue", Run: func(n int) (time.Duration, error) { return ring(n, batch) }},
			{Name: "channel, an item at a time", Run: channelItems}},
	}, {
		Name: "Call", Doc: "a raw thread has a goroutine run a function, and waits for the answer", Floor: "pipes, two processes", Ours: "bridge.Func",
		Peers: []Peer{anyC().Peer("pipes, two processes", "pipe", 0), {Name: "bridge.Func", Run: calls}},
	}}
}

// queues makes queues for a goroutine and a raw thread.
func queues(capacity int) (there, back *bridge.Queue[uint64], err error) {
	if there, err = bridge.New[uint64](bridge.Config{Capacity: capacity}); err != nil {
		return nil, nil, err
	}
	if back, err = bridge.New[uint64](bridge.Config{Capacity: capacity}); err != nil {
		there.Free()
		return nil, nil, err
	}
	return there, back, nil
}

func queueRoundTrip(n int) (time.Duration, error) {
	there, back, err := queues(2)
	if err != nil {
		return 0, err
	}
	defer there.Free()
	defer back.Free()
	echo, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10}, func() {
		for {
			v, err := there.Pop()
			if err != nil {
				return
			}
			back.Push(v)
		}
	})
	if err != nil {
		return 0, err
	}
	start := time.Now()
	for i := range n {
		there.Push(uint64(i))
		if _, err := back.Pop(); err != nil {
			return 0, err
		}
	}
	took := time.Since(start)
	there.Close()
	return took, echo.Join()
}

func ring(n, batch int) (time.Duration, error) {
	q, other, err := queues(4096)
	if err != nil {
		return 0, err
	}
	defer q.Free()
	defer other.Free()
	in, out := make([]uint64, batch), make([]uint64, batch)
	consumer, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10}, func() {
		for {
			if _, err := q.PopBatch(out); err != nil {
				return
			}
		}
	})
	if err != nil {
		return 0, err
	}
	start := time.Now()
	producer, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10}, func() {
		for left := n; left > 0; left -= batch {
			q.PushBatch(in[:min(left, batch)])
		}
		q.Close()
	})
	if err != nil {
		return 0, err
	}
	if err := producer.Join(); err != nil {
		return 0, err
	}
	return time.Since(start), consumer.Join()
}

func channelItems(n int) (time.Duration, error) {
	c := make(chan uint64, 4096)
	start := time.Now()
	go func() {
		for i := range n {
			c <- uint64(i)
		}
		close(c)
	}()
	for v := range c {
		counter += v
	}
	return time.Since(start), nil
}

func calls(n int) (time.Duration, error) {
	s, err := bridge.NewServer(bridge.ServerConfig{Workers: 1})
	if err != nil {
		return 0, err
	}
	defer s.Close()
	next, err := bridge.Register(s, func(_ context.Context, v uint64) uint64 { return v + 1 })
	if err != nil {
		return 0, err
	}
	start := time.Now()
	caller, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10}, func() {
		v := uint64(0)
		for range n {
			v, _ = next.Call(v)
		}
	})
	if err != nil {
		return 0, err
	}
	err = caller.Join()
	return time.Since(start), err
}
