//go:build !linux || go1.28 || race || msan || asan

package gothread

import (
	"runtime"

	"rawthread/kthread"
)

// available says why threads can't enter the runtime.
func available() string {
	if buildUnfit != "" {
		return buildUnfit
	}
	return "package gothread does not know " + runtime.Version() + " on " + runtime.GOOS + "/" + runtime.GOARCH
}

func useGoroutines() bool { return true }

func spawnRaw(cfg kthread.Config, body func()) (*kthread.Thread, error) {
	return spawnLocked(cfg, body)
}

func crossInto(fn *func(), brief bool) { callFar(fn) }
