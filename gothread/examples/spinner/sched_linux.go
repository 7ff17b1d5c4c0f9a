package main

import (
	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// realTime is the policy of -fifo.
func realTime() *kthread.SchedAttr {
	return &kthread.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: 1}
}

// takeRealTime gives the calling thread that policy.
func takeRealTime() error { return unix.SchedSetAttr(0, realTime(), 0) }
