//go:build !race && !msan && !asan

package gothread_test

import (
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"

	"rawthread/gothread"
	"rawthread/kthread"
)

// A raw thread polls a word, where no collection stops it, and has Go log what it
// sees. What it wants to tell it leaves where both can see it.
func ExampleFunc_Call() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	var level atomic.Int64
	var seen int64
	log := gothread.Prepare(func() { logger.Info("the level changed", "to", seen) })
	t, err := kthread.Spawn(kthread.Config{Name: "poller"}, func() {
		for seen < 2 {
			if now := level.Load(); now != seen {
				seen = now
				log.Call()
			}
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	level.Store(2)
	if err := t.Join(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// level=INFO msg="the level changed" to=2
}
