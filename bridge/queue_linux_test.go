package bridge_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"rawthread/bridge"
	"rawthread/kthread"
)

// forms are the ways to make a queue that every test goes through.
func forms[T any](t *testing.T, capacity int, kinds []bridge.Kind, test func(t *testing.T, q *bridge.Queue[T])) {
	for _, kind := range kinds {
		for _, off := range []bool{false, true} {
			name := [...]string{"SPSC", "MPMC"}[kind] + map[bool]string{false: "/heap", true: "/mmap"}[off]
			t.Run(name, func(t *testing.T) {
				takeCensus(t)
				q, err := bridge.New[T](bridge.Config{Capacity: capacity, Kind: kind, OffHeap: off})
				if err != nil {
					t.Fatal(err)
				}
				defer q.Free()
				test(t, q)
			})
		}
	}
}

var (
	anyKind = []bridge.Kind{bridge.SPSC, bridge.MPMC}
	many    = []bridge.Kind{bridge.MPMC}
)

// TestNewRefuses: each bad configuration, and what the error says.
func TestNewRefuses(t *testing.T) {
	takeCensus(t)
	type inner struct {
		n    int
		name string
	}
	type outer struct {
		a [2]inner
	}
	_ = outer{[2]inner{{1, "x"}}}
	check := func(err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "bridge: ") {
			t.Errorf("%v; want %q in it", err, want)
		}
	}
	_, err := bridge.New[outer](bridge.Config{Capacity: 1})
	check(err, "outer.a[0].name is or holds a pointer")
	_, err = bridge.New[*int](bridge.Config{Capacity: 1})
	check(err, "*int is or holds a pointer")
	_, err = bridge.New[struct{}](bridge.Config{Capacity: 1})
	check(err, "no size")
	_, err = bridge.New[int](bridge.Config{})
	check(err, "Config.Capacity is 0")
	_, err = bridge.New[int](bridge.Config{Capacity: -5})
	check(err, "Config.Capacity is -5")
	_, err = bridge.New[int](bridge.Config{Capacity: 1<<30 + 1})
	check(err, "give 1 to 1073741824")
	_, err = bridge.New[int](bridge.Config{Capacity: 1, Kind: 7})
	check(err, "Config.Kind is 7")
	_, err = bridge.New[[1 << 20]uint64](bridge.Config{Capacity: 1 << 30})
	check(err, "can be addressed")
	_, err = bridge.New[[1 << 12]uint64](bridge.Config{Capacity: 1 << (20 + 20*(^uint(0)>>63)/2), OffHeap: true})
	if err == nil {
		t.Error("tens of terabytes were mapped")
	}
	check(err, "bytes")
}

// TestOrder: what goes in comes out in the order, whatever the batches, over
// many times the ring's size.
func TestOrder(t *testing.T) {
	forms(t, 5, anyKind, func(t *testing.T, q *bridge.Queue[uint64]) {
		if q.Cap() != 8 {
			t.Errorf("a capacity of 5 became %d", q.Cap())
		}
		in, out := uint64(0), uint64(0)
		var buf [11]uint64
		for round := range 2000 {
			n := round % len(buf)
			for i := range n {
				buf[i] = in + uint64(i)
			}
			k, err := q.TryPushBatch(buf[:n])
			if want := min(n, q.Cap()-q.Len()+k); k != want || err != nil && k > 0 || err == nil && n > 0 && k == 0 {
				t.Fatalf("pushed %d of %d, want %d: %v", k, n, want, err)
			}
			in += uint64(k)
			if q.Len() != int(in-out) {
				t.Fatalf("Len is %d, want %d", q.Len(), in-out)
			}
			if round%3 == 0 {
				if v, err := q.TryPop(); err == nil {
					if v != out {
						t.Fatalf("popped %d, want %d", v, out)
					}
					out++
				} else if in != out || err != bridge.ErrEmpty {
					t.Fatalf("%d items: %v", in-out, err)
				}
			}
			k, err = q.TryPopBatch(buf[:(round*7)%len(buf)])
			if err != nil && (err != bridge.ErrEmpty || in != out) {
				t.Fatalf("%d items: %v", in-out, err)
			}
			for i := range k {
				if buf[i] != out {
					t.Fatalf("popped %d, want %d", buf[i], out)
				}
				out++
			}
		}
		for q.TryPush(1) == nil {
		}
		if err := q.TryPush(1); err != bridge.ErrFull || q.Len() != q.Cap() {
			t.Errorf("TryPush into a full ring of %d: %v", q.Len(), err)
		}
		if n, err := q.TryPushBatch(buf[:]); n != 0 || err != bridge.ErrFull {
			t.Errorf("TryPushBatch into a full ring: %d, %v", n, err)
		}
		q.Close()
		if err := q.TryPush(1); err != bridge.ErrClosed {
			t.Errorf("TryPush into a closed ring: %v", err)
		}
		if n, err := q.PopBatch(buf[:]); n != 8 || err != nil {
			t.Errorf("PopBatch of a closed ring with 8 items: %d, %v", n, err)
		}
		if _, err := q.Pop(); err != bridge.ErrClosed {
			t.Errorf("Pop of a drained ring: %v", err)
		}
		if n, err := q.TryPopBatch(buf[:]); n != 0 || err != bridge.ErrClosed {
			t.Errorf("TryPopBatch of a drained ring: %d, %v", n, err)
		}
		q.Close()
	})
}

// A crowd are threads of both kinds.
type crowd struct {
	t   *testing.T
	wg  sync.WaitGroup
	raw []*kthread.Thread
}

func (c *crowd) run(raw bool, f func()) {
	if raw {
		c.raw = append(c.raw, spawn(c.t, f))
		return
	}
	c.wg.Go(f)
}

func (c *crowd) join() {
	for _, th := range c.raw {
		join(c.t, th)
	}
	c.raw = nil
	c.wg.Wait()
}

var kindNames = map[bool]string{true: "raw", false: "goroutine"}

// take counts a number that arrived, and those that are not the next one.
func take(v uint64, got, bad *atomic.Uint64) {
	if v != got.Load() {
		bad.Add(1)
	}
	got.Add(1)
}

// TestEnds sends numbers between each pair of kinds of thread, one at a time and
// in batches, through a small ring: so both ends wait a lot.
func TestEnds(t *testing.T) {
	const total = 3000
	for _, fromRaw := range []bool{true, false} {
		for _, toRaw := range []bool{true, false} {
			t.Run(kindNames[fromRaw]+" to "+kindNames[toRaw], func(t *testing.T) {
				forms(t, 4, anyKind, func(t *testing.T, q *bridge.Queue[uint64]) {
					ctx := t.Context()
					c := crowd{t: t}
					var bad, got atomic.Uint64
					var pushErr, popErr atomic.Uint32
					c.run(toRaw, func() {
						var buf [3]uint64
						for i := 0; ; i++ {
							if i%2 == 0 {
								v, err := q.Pop()
								if err != nil {
									popErr.Store(code(err))
									return
								}
								take(v, &got, &bad)
								continue
							}
							n, err := q.PopBatchUntil(buf[:], bridge.Forever)
							if err != nil {
								popErr.Store(code(err))
								return
							}
							for _, v := range buf[:n] {
								take(v, &got, &bad)
							}
						}
					})
					push := func() {
						var buf [7]uint64
						for v := uint64(0); v < total; {
							if v%2 == 0 || v+7 > total {
								pushErr.Add(code(q.Push(v)))
								v++
								continue
							}
							for i := range buf {
								buf[i] = v + uint64(i)
							}
							n, err := q.PushBatch(buf[:])
							pushErr.Add(code(err))
							v += uint64(n)
						}
						q.Close()
					}
					if fromRaw {
						c.run(true, push)
					} else {
						c.run(false, func() { //kthread:unsafe
							for v := uint64(0); v < total/2; v++ {
								pushErr.Add(code(q.PushContext(ctx, v)))
							}
							var buf [total - total/2]uint64
							for i := range buf {
								buf[i] = total/2 + uint64(i)
							}
							n, err := q.PushBatchContext(ctx, buf[:])
							pushErr.Add(code(err))
							if n != len(buf) {
								pushErr.Add(1000)
							}
							q.Close()
						})
					}
					c.join()
					if bad.Load() != 0 || got.Load() != total || pushErr.Load() != 0 || popErr.Load() != code(bridge.ErrClosed) {
						t.Errorf("%d of %d arrived, %d out of order; errors: push %d, pop %s", got.Load(), total, bad.Load(), pushErr.Load(), codeName(popErr.Load()))
					}
				})
			})
		}
	}
}

// TestMany: 4 producers and 4 consumers, of both kinds, on a small ring. Each
// item arrives once, and each producer's in its order at each consumer.
func TestMany(t *testing.T) {
	const producers, consumers, each = 4, 4, 1500
	forms(t, 8, many, func(t *testing.T, q *bridge.Queue[uint64]) {
		c := crowd{t: t}
		var sum, count, disorder atomic.Uint64
		var unexpected atomic.Uint32
		consumersDone := crowd{t: t}
		for i := range consumers {
			ctx := t.Context()
			f := func() {
				var last [producers]uint64
				var buf [3]uint64
				for {
					n, err := q.PopBatch(buf[:])
					if err != nil {
						if code(err) != code(bridge.ErrClosed) {
							unexpected.Add(1)
						}
						return
					}
					for _, v := range buf[:n] {
						p, k := v>>32, v&0xffffffff
						if k <= last[p] {
							disorder.Add(1)
						}
						last[p] = k
						sum.Add(k)
						count.Add(1)
					}
				}
			}
			if i == 3 { // one waits by context
				f = func() { //kthread:unsafe
					for {
						v, err := q.PopContext(ctx)
						if err != nil {
							return
						}
						sum.Add(v & 0xffffffff)
						count.Add(1)
					}
				}
			}
			consumersDone.run(i%2 == 0, f)
		}
		for p := range producers {
			c.run(p%2 == 0, func() {
				for k := uint64(1); k <= each; k++ {
					if code(q.Push(uint64(p)<<32|k)) != 0 {
						unexpected.Add(1)
					}
				}
			})
		}
		c.join()
		q.Close()
		consumersDone.join()
		if want := uint64(producers * each * (each + 1) / 2); sum.Load() != want || count.Load() != producers*each || disorder.Load() != 0 || unexpected.Load() != 0 {
			t.Errorf("%d items with sum %d, %d out of order, %d errors; want %d, %d, 0, 0", count.Load(), sum.Load(), disorder.Load(), unexpected.Load(), producers*each, want)
		}
	})
}

// code and codeName: raw threads can't store errors.
var codes = [...]error{bridge.ErrClosed, bridge.ErrFull, bridge.ErrEmpty, bridge.ErrTimeout, bridge.ErrTooLong, bridge.ErrUnsupported}

func code(err error) uint32 {
	if err == nil {
		return 0
	}
	for i := range codes {
		if err == codes[i] {
			return uint32(i) + 1
		}
	}
	return 1000
}

func codeName(c uint32) string {
	if c == 0 || int(c) > len(codes) {
		return fmt.Sprint("code ", c)
	}
	return codes[c-1].Error()
}
