package kthread

// Waiters returns how many callers wait for the thread, or are about to.
func Waiters(t *Thread) int { return int(t.waiters.Load()) }
