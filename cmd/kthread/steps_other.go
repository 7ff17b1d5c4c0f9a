//go:build !linux

package main

import "rawthread/kthread"

// steps tells why there are none.
func (s *session) steps() {
	_, err := kthread.Go(func() {})
	s.fail(err)
}
