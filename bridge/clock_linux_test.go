package bridge_test

import (
	"sync/atomic"
	"testing"
	"time"

	"rawthread/bridge"
	"rawthread/futex"
)

// TestClock: each reading lies between two by system calls, on both kinds of
// thread, and no reading is before an earlier one, on whichever thread.
func TestClock(t *testing.T) {
	t.Log(bridge.Monotonic.Source())
	var bad [2]atomic.Int64
	var back atomic.Int64
	var latest atomic.Int64 // of the monotonic clock, on any thread
	c := crowd{t: t}
	for i := range 4 {
		c.run(i%2 == 0, func() {
			for range 500 {
				a := futex.Monotonic.Now()
				b := bridge.Monotonic.Now()
				if c := futex.Monotonic.Now(); b < a || b > c {
					bad[0].Add(1)
				}
				a = futex.Realtime.Now()
				b = bridge.Realtime.Now()
				if c := futex.Realtime.Now(); b < a || b > c {
					bad[1].Add(1)
				}
				seen := latest.Load()
				now := bridge.Monotonic.Now()
				if now < seen {
					back.Add(1)
				}
				latest.CompareAndSwap(seen, now)
			}
		})
	}
	c.join()
	if bad[0].Load() != 0 || bad[1].Load() != 0 || back.Load() != 0 {
		t.Errorf("of 2000 readings each %d monotonic and %d realtime ones were not between two system calls, %d went back", bad[0].Load(), bad[1].Load(), back.Load())
	}
	if d := time.Since(time.Unix(0, bridge.Realtime.Now())); d < -time.Second || d > time.Minute {
		t.Errorf("the wall clock is off by %v", d)
	}
}

func TestAfter(t *testing.T) {
	if bridge.After(1<<63-1) != bridge.Forever {
		t.Error("the end of time is not Forever")
	}
	now := bridge.Monotonic.Now()
	if d := bridge.After(-time.Hour); d < now || d > bridge.Monotonic.Now() {
		t.Errorf("an hour ago is %d, now is %d", d, now)
	}
	if d := bridge.After(time.Hour); d < now+int64(time.Hour) {
		t.Errorf("in an hour is %d, now is %d", d, now)
	}
}
