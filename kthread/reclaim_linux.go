//go:build !model

package kthread

// What is freed when a thread is gone. A build with the tag model counts
// instead, on threads of a model.

// giveRegionBack keeps the thread's memory for another thread, or unmaps it; a group's
// with the last of its threads.
func (t *thread) giveRegionBack() {
	switch {
	case t.inst == 0: // a goroutine's, see gothread_linux.go
	case t.group != nil:
		t.group.release()
	case !t.keepRegion():
		unmap(t.layout.Guard.Addr, t.layout.Size())
	}
}

// letGo takes the thread out of the registry.
func (t *thread) letGo() {
	retire(t)
	sweepHere()
}
