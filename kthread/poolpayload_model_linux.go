//go:build model

package kthread

import "rawthread/internal/model"

// A payload is a variable that notices two accesses at once.
type payload struct{ addr model.Var[uintptr] }

func (p *payload) set(addr uintptr) { p.addr.Set(addr) }
func (p *payload) get() uintptr     { return p.addr.Get() }
