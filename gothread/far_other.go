//go:build !linux

package gothread

func startDispatcher() {}

// callFar is never called: there are no raw threads.
func callFar(*func()) {}
