package gothread

import (
	"fmt"

	"rawthread/internal/gohook"
	"rawthread/kthread"
)

// spawnLocked is Spawn on a goroutine that is locked to its thread. What of the
// Config it can't have is StackSize and GuardSize.
func spawnLocked(cfg kthread.Config, body func()) (*kthread.Thread, error) {
	if gohook.Adopt == nil {
		return nil, fmt.Errorf("gothread: %w: kthread's threads, which a goroutine could stand for, are Linux's", kthread.ErrUnsupported)
	}
	t, err := gohook.Adopt(cfg, body)
	if err != nil {
		return nil, err
	}
	return t.(*kthread.Thread), nil
}
