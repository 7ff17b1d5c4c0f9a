package main

import (
	"runtime"
	"time"

	"rawthread/kthread"
)

// spawns is step 5. The goroutines come only after as many raw threads could
// be made: where one more thread is refused, the Go runtime ends the process.
func (s *session) spawns() error {
	n := s.opts.spawns
	if n == 0 {
		return nil
	}
	r := &spawnReport{Asked: n}
	s.report.Spawn = r
	var err error
	r.RawThreads, err = s.times(n, func() error {
		t, err := spawn(kthread.Config{StackSize: 64 << 10}, func() {})
		if err != nil {
			return err
		}
		return t.Join()
	})
	s.printf("5. %6d raw threads started and joined, one after another: %9.0f ns each\n", r.RawThreads.Made, r.RawThreads.NSEach)
	if err != nil || s.ctx.Err() != nil {
		s.printf("   That is not all: %d were asked for. Goroutines are not tried.\n", n)
		return err
	}
	ended := make(chan struct{})
	r.Locked, _ = s.times(n, func() error {
		go func() {
			runtime.LockOSThread() // never unlocked: the thread ends with it
			ended <- struct{}{}
		}()
		<-ended
		return nil
	})
	r.Ratio = per(r.Locked.NSEach, r.RawThreads.NSEach)
	s.printf("   %6d locked goroutines, whose threads end with them:     %9.0f ns each\n", r.Locked.Made, r.Locked.NSEach)
	s.printf("   Time of locked goroutines to raw threads: %.2f.\n", r.Ratio)
	return nil
}

// times does f n times, and says what each took. It ends early at an error, or
// when the session is interrupted.
func (s *session) times(n int, f func() error) (c cost, err error) {
	start := time.Now()
	for c.Made < n && s.ctx.Err() == nil {
		if err = f(); err != nil {
			break
		}
		c.Made++
	}
	c.NSEach = per(float64(time.Since(start).Nanoseconds()), float64(c.Made))
	return c, err
}
