package bridge_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rawthread/bridge"
)

// until waits for a condition.
func until(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for range 10000 {
		if condition() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("never came true: ", what)
}

// TestDeadlines: waiting calls of both kinds of thread end at their deadline, not
// before, and with what they are to return.
func TestDeadlines(t *testing.T) {
	const d = 15 * time.Millisecond
	forms(t, 2, anyKind, func(t *testing.T, q *bridge.Queue[uint64]) {
		var buf [3]uint64
		for _, raw := range []bool{true, false} {
			const calls = 7
			var codes [calls]uint32
			var took [calls]int64
			var pushed int
			body := func() {
				for i := range calls {
					t0 := bridge.Monotonic.Now()
					var err error
					switch i {
					case 0:
						_, err = q.PopUntil(bridge.After(d))
					case 1:
						_, err = q.PopBatchUntil(buf[:], bridge.After(d))
					case 2: // 2 have room, the third waits
						pushed, err = q.PushBatchUntil(buf[:], bridge.After(d))
					case 3:
						err = q.PushUntil(1, bridge.After(d))
					case 4: // there is something: the deadline does not count
						_, err = q.PopUntil(0)
					case 5:
						err = q.PushUntil(1, -5)
					case 6:
						_, err = q.TryPopBatch(buf[:])
					}
					codes[i] = code(err)
					took[i] = bridge.Monotonic.Now() - t0
				}
			}
			if raw {
				join(t, spawn(t, body))
			} else {
				body()
			}
			late := code(bridge.ErrTimeout)
			if want := [calls]uint32{late, late, late, late, 0, 0, 0}; codes != want || pushed != 2 {
				t.Errorf("%s: results %d, want %d; pushed %d of 3, want 2", kindNames[raw], codes, want, pushed)
			}
			for i := range 4 {
				if took[i] < int64(d) {
					t.Errorf("%s: call %d waited %d ns, not %d", kindNames[raw], i, took[i], d)
				}
			}
		}
	})
}

// TestContext: goroutines stop to wait when their context is done, whether they
// have the turn at the eventfd or wait for it; and those that stay get all.
func TestContext(t *testing.T) {
	forms(t, 2, many, func(t *testing.T, q *bridge.Queue[uint64]) {
		for round := range 20 {
			ctx, cancel := context.WithCancel(t.Context())
			var wg, toCancel sync.WaitGroup
			var waiting, cancelled, got atomic.Int32
			for range 6 {
				toCancel.Go(func() {
					waiting.Add(1)
					if _, err := q.PopContext(ctx); errors.Is(err, context.Canceled) {
						cancelled.Add(1)
					} else if err == nil {
						got.Add(1)
					}
				})
				wg.Go(func() { // to get something
					if _, err := q.PopContext(t.Context()); err == nil {
						got.Add(1)
					}
				})
			}
			until(t, "all wait", func() bool { return waiting.Load() == 6 })
			if round%2 == 0 {
				time.Sleep(time.Millisecond)
			}
			join(t, spawn(t, func() { // cancelled and woken at the same time
				q.Push(1)
				q.Push(2)
			}))
			cancel()
			toCancel.Wait()
			until(t, "both items are taken", func() bool { return got.Load() >= 2 })
			for range 12 - int(cancelled.Load()+got.Load()) {
				if err := q.PushContext(t.Context(), 3); err != nil {
					t.Error(err)
				}
			}
			wg.Wait()
			if q.Len() != 0 || cancelled.Load()+got.Load() != 12 {
				t.Fatalf("%d left, %d cancelled, %d served", q.Len(), cancelled.Load(), got.Load())
			}
		}
		done, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := q.PopContext(done); err != context.Canceled {
			t.Errorf("PopContext with a context that is done: %v", err)
		}
		late, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
		defer cancel()
		if n, err := q.PushBatchContext(late, make([]uint64, 5)); n != 2 || err != context.DeadlineExceeded {
			t.Errorf("PushBatchContext of 5 to a ring of 2: %d, %v", n, err)
		}
	})
}

// inNetpoller counts the goroutines that wait at a queue in Go's netpoller, where
// they hold no thread.
func inNetpoller() (n int) {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	for g := range strings.SplitSeq(string(buf), "\n\n") {
		header, _, _ := strings.Cut(g, "\n")
		if strings.Contains(header, "[IO wait") && strings.Contains(g, "bridge.(*turnstile).await(") {
			n++
		}
	}
	return n
}

// TestNoThreads: goroutines that wait hold no thread of the kernel's.
func TestNoThreads(t *testing.T) {
	takeCensus(t)
	tasks := func() int {
		d, err := os.ReadDir("/proc/self/task")
		if err != nil {
			t.Fatal(err)
		}
		return len(d)
	}
	const n = 100
	queues := make([]*bridge.Queue[uint64], n)
	var wg sync.WaitGroup
	var got atomic.Int64
	before := tasks()
	for i := range queues {
		q, err := bridge.New[uint64](bridge.Config{Capacity: 2})
		if err != nil {
			t.Fatal(err)
		}
		queues[i] = q
		wg.Go(func() {
			v, err := q.PopContext(t.Context())
			if err != nil {
				t.Error(err)
			}
			got.Add(int64(v))
		})
	}
	until(t, "100 goroutines wait in the netpoller", func() bool { return inNetpoller() == n })
	// The runtime makes threads as it likes, and keeps them: but not one each.
	now := tasks()
	t.Logf("%d threads before, %d while %d goroutines wait", before, now, n)
	if now >= before+n {
		t.Error("that is one each, or more")
	}
	join(t, spawn(t, func() {
		for i, q := range queues {
			q.Push(uint64(i))
		}
	}))
	wg.Wait()
	if got.Load() != n*(n-1)/2 {
		t.Errorf("the sum is %d", got.Load())
	}
	for _, q := range queues {
		q.Free()
	}
}

// TestCloseRaces closes while producers and consumers of both kinds are at work:
// what a push took is popped, all end, nothing is left.
func TestCloseRaces(t *testing.T) {
	for _, kind := range anyKind {
		takeCensus(t)
		for round := range 60 {
			q, err := bridge.New[uint64](bridge.Config{Capacity: 4, Kind: kind, OffHeap: round%2 == 0})
			if err != nil {
				t.Fatal(err)
			}
			var in, out atomic.Int64
			c := crowd{t: t}
			n := 1
			if kind == bridge.MPMC {
				n = 3
			}
			for i := range n {
				c.run((round+i)%2 == 0, func() {
					var buf [3]uint64
					for {
						n, err := q.PushBatch(buf[:])
						in.Add(int64(n))
						if err != nil {
							return
						}
					}
				})
				c.run((round/2+i)%2 == 0, func() {
					var buf [2]uint64
					for {
						n, err := q.PopBatch(buf[:])
						out.Add(int64(n))
						if err != nil {
							return
						}
					}
				})
			}
			if round%3 == 0 {
				until(t, "something passes", func() bool { return out.Load() > 0 })
			}
			c.run(round%4 < 2, func() { q.Close() })
			c.join()
			if in.Load() != out.Load() || q.Len() != 0 {
				t.Fatalf("kind %d, round %d: %d in, %d out, %d left", kind, round, in.Load(), out.Load(), q.Len())
			}
			q.Free()
		}
	}
}

// TestCloseWakes: threads of both kinds that wait are woken by Close.
func TestCloseWakes(t *testing.T) {
	forms(t, 2, many, func(t *testing.T, q *bridge.Queue[uint64]) {
		var ended [2]atomic.Int32
		c := crowd{t: t}
		for i := range 8 {
			c.run(i%2 == 0, func() {
				if _, err := q.Pop(); code(err) == code(bridge.ErrClosed) {
					ended[i%2].Add(1)
				}
			})
		}
		time.Sleep(5 * time.Millisecond) // most of them sleep then
		q.Close()
		c.join()
		if ended[0].Load() != 4 || ended[1].Load() != 4 {
			t.Errorf("%d raw threads and %d goroutines of 4 each got ErrClosed", ended[0].Load(), ended[1].Load())
		}
	})
}

// TestUnreachable: queues that nobody frees are freed by the collector.
func TestUnreachable(t *testing.T) {
	takeCensus(t)
	var last *bridge.Queue[uint64] // the collector leaves one for the census
	for range 50 {
		q, err := bridge.New[uint64](bridge.Config{Capacity: 8, OffHeap: true})
		if err != nil {
			t.Fatal(err)
		}
		last = q
		th := spawn(t, func() { q.Push(1) })
		if _, err := q.PopContext(t.Context()); err != nil {
			t.Error(err)
		}
		q.PopUntil(bridge.After(1)) // makes the eventfd at least
		join(t, th)
	}
	if c := count(t); c.shared < 1 {
		t.Error("no mapping was seen: the census is blind")
	}
	runtime.KeepAlive(last)
}
