//go:build !go1.28 && !race && !msan && !asan

package gothread

import (
	"rawthread/internal/gohook"
	"rawthread/kthread"
)

// spawnRaw is Spawn on a raw thread.
func spawnRaw(cfg kthread.Config, body func()) (*kthread.Thread, error) {
	cfg.Calls, cfg.Unchecked = nil, false // it is our body that is checked
	fn := &body
	t, err := kthread.Prepare(cfg, func() { crossInto(fn, false) })
	if err != nil {
		return nil, err
	}
	gohook.SetBody(t, body)
	if err := t.Start(); err != nil {
		t.Release() // refused if Start freed it already
		return nil, err
	}
	return t, nil
}
