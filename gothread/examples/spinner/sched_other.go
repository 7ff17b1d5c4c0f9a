//go:build !linux

package main

import "rawthread/kthread"

// realTime is nil: policies of the scheduler are Linux's here.
func realTime() *kthread.SchedAttr { return nil }

// takeRealTime refuses -fifo.
func takeRealTime() error { return kthread.ErrUnsupported }
