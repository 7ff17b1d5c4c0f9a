package kthread

import (
	"fmt"
	"math/bits"
	"strings"
)

// A Range is a piece of a thread's region.
type Range struct {
	Addr uintptr // address of its first byte
	Size uintptr // in bytes
}

// End returns the address behind the range.
func (r Range) End() uintptr { return r.Addr + r.Size }

// A Layout says where the parts of a thread's region are, from its lowest
// address up:
//
//	guard | stack | TLS area | instance
//
// The stack grows down from Stack.End towards the guard. The instance holds
// the thread's record and, in its upper part, the stack for signal handlers.
type Layout struct {
	Guard, Stack, TLS, Instance Range
}

// Size returns the size of the whole region in bytes.
func (l Layout) Size() uintptr { return l.Instance.End() - l.Guard.Addr }

// String draws the region, highest address first.
func (l Layout) String() string {
	var b strings.Builder
	line := strings.Repeat("-", 30)
	for _, p := range []struct {
		name string
		Range
	}{{"instance", l.Instance}, {"TLS area", l.TLS}, {"stack, grows down", l.Stack}, {"guard, no access", l.Guard}} {
		fmt.Fprintf(&b, "%#14x +%s+\n%14s | %-17s %10d |\n", p.End(), line, "", p.name, p.Size)
	}
	fmt.Fprintf(&b, "%#14x +%s+\n", l.Guard.Addr, line)
	return b.String()
}

// shape is what a layout is computed from; all sizes in bytes.
type shape struct {
	page                uintptr
	guard, stack        uintptr
	tls, tlsAlign       uintptr
	instance, instAlign uintptr
}

// computeLayout lays the parts out from address 0. It returns false if a size
// or the sum does not fit into half the address space: no wrap-around.
func computeLayout(s shape) (Layout, bool) {
	ok := true
	add := func(a, b uintptr) uintptr {
		sum, carry := bits.Add(uint(a), uint(b), 0)
		if carry != 0 || sum > 1<<(bits.UintSize-1) {
			ok = false
			return 0
		}
		return uintptr(sum)
	}
	align := func(a, to uintptr) uintptr { return add(a, to-1) &^ (to - 1) }
	var l Layout
	l.Guard.Size = align(max(s.guard, 1), s.page)
	l.Stack.Addr = l.Guard.Size
	l.Stack.Size = align(max(s.stack, 1), s.page)
	// The area's alignment may exceed a page: then the region is moved, see
	// place, and what is lost above the stack is counted to the stack.
	end := align(add(l.Stack.Addr, l.Stack.Size), s.tlsAlign)
	l.Stack.Size = end - l.Stack.Addr
	l.TLS = Range{end, s.tls}
	l.Instance.Addr = align(add(end, s.tls), s.instAlign)
	l.Instance.Size = align(add(l.Instance.Addr, s.instance), s.page) - l.Instance.Addr
	if !ok {
		return Layout{}, false
	}
	return l, true
}

// at moves the layout to start at base.
func (l Layout) at(base uintptr) Layout {
	for _, r := range []*Range{&l.Guard, &l.Stack, &l.TLS, &l.Instance} {
		r.Addr += base
	}
	return l
}
