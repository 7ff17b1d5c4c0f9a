package kthread

import (
	"context"
	"sync/atomic"
	"time"

	"rawthread/futex"
	"rawthread/internal/word"
)

// untilDone calls wait, which sleeps on the word w, and returns errCancelled
// when it is woken after cancelled was set: that happens when ctx is done, and then
// its cause is returned. A futex can't wait for a channel too, so the sleepers on w
// are woken until this one has noticed. Goroutines only.
func untilDone(ctx context.Context, w *word.Uint32, wait func(cancelled *atomic.Bool) error) error {
	if ctx.Done() == nil {
		return wait(nil)
	}
	var cancelled atomic.Bool
	cancelled.Store(ctx.Err() != nil)
	noticed := make(chan struct{})
	defer close(noticed)
	stop := context.AfterFunc(ctx, func() {
		cancelled.Store(true)
		for pause := 50 * time.Microsecond; ; pause = min(2*pause, 10*time.Millisecond) {
			futex.Wake(word.Addr(w), everyone)
			select {
			case <-noticed:
				return
			case <-time.After(pause):
			}
		}
	})
	defer stop()
	err := wait(&cancelled)
	if err == errCancelled {
		return context.Cause(ctx)
	}
	return err
}
