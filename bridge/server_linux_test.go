package bridge_test

import (
	"context"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rawthread/bridge"
)

// TestCall: raw threads and goroutines call functions of several kinds at once,
// more callers than slots, and each gets its own answer.
func TestCall(t *testing.T) {
	takeCensus(t)
	s := newServer(t, bridge.ServerConfig{Workers: 3, Slots: 4, Bytes: 64})
	var calls atomic.Int64
	square, err := bridge.Register(s, func(_ context.Context, x uint64) uint64 {
		calls.Add(1)
		return x * x
	})
	if err != nil {
		t.Fatal(err)
	}
	sum, err := bridge.Register(s, func(_ context.Context, p point) [2]int64 {
		return [2]int64{int64(p.x) + int64(p.y), int64(p.tag[2])}
	})
	if err != nil {
		t.Fatal(err)
	}
	upper := bridge.RegisterBytes(s, func(_ context.Context, in, out []byte) int {
		return copy(out, strings.ToUpper(string(in)))
	})
	const callers, each = 6, 200
	var bad atomic.Int64
	c := crowd{t: t}
	for i := range callers {
		c.run(i%3 != 0, func() {
			var reply [8]byte
			request := [...]byte{'a', 'b', byte('c' + i)}
			for k := range each {
				x := uint64(i*each + k)
				if r, err := square.Call(x); err != nil || r != x*x {
					bad.Add(1)
				}
				if r, err := sum.CallUntil(point{x: int32(k), y: 7, tag: [3]byte{2: byte(i)}}, bridge.After(time.Minute)); err != nil || r != [2]int64{int64(k) + 7, int64(i)} {
					bad.Add(1)
				}
				if n, err := upper.Call(request[:], reply[:]); n != 3 || err != nil || reply[2] != byte('C'+i) {
					bad.Add(1)
				}
			}
		})
	}
	c.join()
	if bad.Load() != 0 || calls.Load() != callers*each {
		t.Errorf("%d answers were wrong; %d calls of %d", bad.Load(), calls.Load(), callers*each)
	}
}

// TestCallRuntime does, for a raw thread, what only a goroutine can.
func TestCallRuntime(t *testing.T) {
	takeCensus(t)
	s := newServer(t, bridge.ServerConfig{})
	size := bridge.RegisterBytes(s, func(_ context.Context, path, out []byte) int {
		b, err := os.ReadFile(string(path))
		if err != nil {
			return copy(out, err.Error())
		}
		return copy(out, b)
	})
	path := []byte("/proc/self/comm")
	missing := []byte("/nonexistent")
	var reply, reason [64]byte
	var n, m int
	join(t, spawn(t, func() {
		n, _ = size.Call(path, reply[:])
		m, _ = size.Call(missing, reason[:])
	}))
	if want, _ := os.ReadFile("/proc/self/comm"); string(reply[:n]) != string(want) {
		t.Errorf("read %q, want %q", reply[:n], want)
	}
	if !strings.Contains(string(reason[:m]), "no such file") {
		t.Errorf("the error is %q", reason[:m])
	}
}

// TestCallLate: the caller gives up while the function runs. The late answer
// must not come to any other call, through the same slot or another.
func TestCallLate(t *testing.T) {
	takeCensus(t)
	// A call that is given up before a worker has taken it never runs.
	const toBegin = 300 * time.Millisecond
	for _, raw := range []bool{true, false} {
		s := newServer(t, bridge.ServerConfig{Workers: 2, Slots: 2})
		hold := make(chan struct{})
		var ran atomic.Int64
		slow, err := bridge.Register(s, func(_ context.Context, x uint64) uint64 {
			<-hold
			ran.Add(1)
			return ^x
		})
		if err != nil {
			t.Fatal(err)
		}
		fast, err := bridge.Register(s, func(_ context.Context, x uint64) uint64 { return x + 1 })
		if err != nil {
			t.Fatal(err)
		}
		var late, quick, full, bad atomic.Int64
		c := crowd{t: t}
		c.run(raw, func() {
			if _, err := slow.CallUntil(5, bridge.After(toBegin)); code(err) == code(bridge.ErrTimeout) {
				late.Add(1)
			}
			for i := range uint64(100) { // by the other slot
				if r, err := fast.Call(i); err != nil || r != i+1 {
					bad.Add(1)
				}
			}
			quick.Add(1)
			if _, err := slow.CallUntil(6, bridge.After(toBegin)); code(err) == code(bridge.ErrTimeout) {
				late.Add(1)
			}
			// Both slots are abandoned, and not given back yet.
			if _, err := fast.CallUntil(7, bridge.After(5*time.Millisecond)); code(err) == code(bridge.ErrTimeout) {
				full.Add(1)
			}
		})
		c.join()
		close(hold)
		c.run(raw, func() {
			for i := range uint64(300) {
				if r, err := fast.Call(i); err != nil || r != i+1 {
					bad.Add(1)
				}
			}
		})
		c.join()
		until(t, "both late calls end", func() bool { return ran.Load() == 2 })
		if late.Load() != 2 || full.Load() != 1 || bad.Load() != 0 {
			t.Errorf("%s: %d calls late, %d without a slot, %d answers wrong; want 2, 1, 0", kindNames[raw], late.Load(), full.Load(), bad.Load())
		}
	}
}

// TestCallLateRaces: deadlines and answers at about the same time, on few slots.
func TestCallLateRaces(t *testing.T) {
	takeCensus(t)
	s := newServer(t, bridge.ServerConfig{Workers: 2, Slots: 2})
	f, err := bridge.Register(s, func(_ context.Context, x uint64) uint64 {
		if x%3 == 0 {
			time.Sleep(20 * time.Microsecond)
		}
		return x * 3
	})
	if err != nil {
		t.Fatal(err)
	}
	var late, right, wrong, other atomic.Int64
	c := crowd{t: t}
	for i := range 4 {
		c.run(i < 3, func() {
			for k := range uint64(400) {
				x := uint64(i)<<32 | k
				switch r, err := f.CallUntil(x, bridge.After(time.Duration(k%64)*time.Microsecond)); {
				case err == nil && r == x*3:
					right.Add(1)
				case err == nil:
					wrong.Add(1)
				case code(err) == code(bridge.ErrTimeout):
					late.Add(1)
				default:
					other.Add(1)
				}
			}
		})
	}
	c.join()
	if r, err := f.Call(5); r != 15 || err != nil {
		t.Errorf("a call after all of them: %d, %v", r, err)
	}
	if wrong.Load() != 0 || other.Load() != 0 {
		t.Errorf("%d answers of another call, %d other errors", wrong.Load(), other.Load())
	}
	t.Logf("%d in time, %d late", right.Load(), late.Load())
}

// TestCallTooLong: what does not fit, at registration and at a call.
func TestCallTooLong(t *testing.T) {
	s := newServer(t, bridge.ServerConfig{Bytes: 16})
	if _, err := bridge.Register(s, func(context.Context, [17]byte) int { return 0 }); err == nil || !strings.Contains(err.Error(), "17 bytes") {
		t.Errorf("an argument of 17 bytes: %v", err)
	}
	if _, err := bridge.Register(s, func(context.Context, int) string { return "" }); err == nil || !strings.Contains(err.Error(), "string is or holds a pointer") {
		t.Errorf("a string as result: %v", err)
	}
	f := bridge.RegisterBytes(s, func(_ context.Context, in, out []byte) int { return copy(out, "0123456789abcdef") })
	if _, err := f.Call(make([]byte, 17), nil); err != bridge.ErrTooLong {
		t.Errorf("a request of 17 bytes: %v", err)
	}
	reply := make([]byte, 4)
	if n, err := f.Call(nil, reply); n != 16 || err != bridge.ErrTooLong || string(reply) != "0123" {
		t.Errorf("an answer of 16 bytes into 4: %d, %v, %q", n, err, reply)
	}
	for _, cfg := range []bridge.ServerConfig{{Workers: -1}, {Slots: -1}, {Bytes: -1}, {Bytes: 1 << 30}, {Slots: 1 << 30}} {
		if _, err := bridge.NewServer(cfg); err == nil || !strings.HasPrefix(err.Error(), "bridge: ServerConfig is") {
			t.Errorf("%+v: %v", cfg, err)
		}
	}
}

// TestCallClose: Close lets a function that runs end and its caller have the
// answer, and sends the others away: those that wait for a worker, and for a slot.
func TestCallClose(t *testing.T) {
	takeCensus(t)
	s := newServer(t, bridge.ServerConfig{Workers: 1, Slots: 2})
	running := make(chan struct{})
	f, err := bridge.Register(s, func(ctx context.Context, x uint64) uint64 {
		running <- struct{}{}
		<-ctx.Done() // closed
		return x + 1
	})
	if err != nil {
		t.Fatal(err)
	}
	var answered, closed, other atomic.Int64
	c := crowd{t: t}
	for i := range 6 { // one runs, one waits for the worker, four for a slot
		c.run(i%2 == 0, func() {
			switch r, err := f.Call(1); {
			case err == nil && r == 2:
				answered.Add(1)
			case code(err) == code(bridge.ErrClosed):
				closed.Add(1)
			default:
				other.Add(1)
			}
		})
	}
	<-running
	time.Sleep(2 * time.Millisecond)
	s.Close()
	c.join()
	if answered.Load() != 1 || closed.Load() != 5 || other.Load() != 0 {
		t.Errorf("%d answered, %d sent away, %d else; want 1, 5, 0", answered.Load(), closed.Load(), other.Load())
	}
	if _, err := f.Call(1); err != bridge.ErrClosed {
		t.Errorf("a call after Close: %v", err)
	}
	s.Close()
}
