package bridge_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"rawthread/bridge"
	"rawthread/kthread"
)

// A raw thread produces, and a goroutine consumes with a context.
func ExampleQueue() {
	q, err := bridge.New[uint64](bridge.Config{Capacity: 64})
	if err != nil {
		fmt.Println(err)
		return
	}
	producer, err := kthread.Go(func() {
		for n := range uint64(1000) {
			q.Push(n) // waits while the queue is full
		}
		q.Close()
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	sum := uint64(0)
	for {
		n, err := q.PopContext(ctx)
		if err == bridge.ErrClosed {
			break
		}
		if err != nil {
			fmt.Println(err)
			break
		}
		sum += n
	}
	producer.Join()
	fmt.Println(sum)
	// Output: 499500
}

// Batches cost little more than single items.
func ExampleQueue_PopBatch() {
	q, err := bridge.New[[2]float32](bridge.Config{Capacity: 1024, Kind: bridge.MPMC})
	if err != nil {
		fmt.Println(err)
		return
	}
	points := make([][2]float32, 300)
	producer, err := kthread.Go(func() {
		for i := range points {
			points[i] = [2]float32{float32(i), 1}
		}
		q.PushBatch(points)
		q.Close()
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	total := 0
	buf := make([][2]float32, 100)
	for {
		n, err := q.PopBatch(buf)
		if err != nil {
			break
		}
		total += n
	}
	producer.Join()
	fmt.Println(total)
	// Output: 300
}

// A raw thread can't open a file by package os. It asks a goroutine to.
func ExampleBytesFunc() {
	server, err := bridge.NewServer(bridge.ServerConfig{Workers: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	read := bridge.RegisterBytes(server, func(ctx context.Context, path, out []byte) int {
		b, err := os.ReadFile(string(path))
		if err != nil {
			return copy(out, err.Error())
		}
		return copy(out, b)
	})
	path := []byte("/proc/self/task/nothing")
	var answer [256]byte
	var n int
	t, err := kthread.Go(func() {
		n, _ = read.CallUntil(path, answer[:], bridge.After(time.Minute))
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	t.Join()
	fmt.Printf("%s\n", answer[:n])
	// Output: open /proc/self/task/nothing: no such file or directory
}

// Functions with arguments and results that hold no pointers are called like
// functions.
func ExampleRegister() {
	server, err := bridge.NewServer(bridge.ServerConfig{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	names := map[uint32]string{7: "seven"}
	length, err := bridge.Register(server, func(ctx context.Context, key uint32) int {
		return len(names[key]) // a map: raw threads can't read it
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var n int
	t, err := kthread.Go(func() { n, _ = length.Call(7) })
	if err != nil {
		fmt.Println(err)
		return
	}
	t.Join()
	fmt.Println(n)
	// Output: 5
}

func ExampleLog() {
	text := slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "tid" {
			return slog.Attr{} // different each time
		}
		return a
	}})
	log, err := bridge.NewLog(bridge.LogConfig{Handler: text})
	if err != nil {
		fmt.Println(err)
		return
	}
	t, err := kthread.Spawn(kthread.Config{Name: "pager"}, func() {
		log.Info("page served", bridge.Uint64("address", 4096), bridge.Duration("took", 3*time.Microsecond))
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	t.Join()
	log.Close()
	// Output: level=INFO msg="page served" address=4096 took=3µs thread=pager
}

func ExampleClock() {
	var waited time.Duration
	t, err := kthread.Go(func() {
		start := bridge.Monotonic.Now() // no system call, where the vDSO has a clock
		for bridge.Monotonic.Now() < start+int64(time.Millisecond) {
		}
		waited = time.Duration(bridge.Monotonic.Now() - start)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	t.Join()
	fmt.Println(waited >= time.Millisecond)
	// Output: true
}
