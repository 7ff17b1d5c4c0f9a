//go:build !386

package kthread

// tlsArg is what clone(2) gets for the thread pointer tp: the pointer itself.
type tlsArg struct{}

// set returns the argument.
func (a *tlsArg) set(tp uintptr) uintptr { return tp }
