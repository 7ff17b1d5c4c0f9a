//go:build !model

package kthread

// A payload is the address of a task on its way to a worker, 0 for none: plain
// memory that the protocol around it gives to one thread at a time. It keeps
// nothing alive, the pool's table does.
type payload struct{ addr uintptr }

func (p *payload) set(addr uintptr) { p.addr = addr }
func (p *payload) get() uintptr     { return p.addr }
