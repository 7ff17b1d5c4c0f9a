package kthread

// Waiters returns how many callers wait for the thread, or are about to.
func Waiters(t *Thread) int { return int(t.waiters.Load()) }

// Reach is how many bytes of its stack a thread is taken to write to, 0 if that is not known.
func Reach(t *Thread) uintptr { return t.reach }

// WorkerBody is the body of the threads of pools.
var WorkerBody = workerBody

// RoomWaiters returns how many callers wait for room in the pool's queue.
func RoomWaiters(p *Pool) int { return int(p.room.waiters.Load()) }

// GuardMarkers reports whether guards are markers.
func GuardMarkers() bool { return guardInstall() }
