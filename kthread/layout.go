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
//	guard | signals | stack | TLS area | instance
//
// The stack grows down from Stack.End. Compiled code checks that it stays above
// Signals, which is kept free for the handlers of the synchronous signals: there
// they have room to report an overflow. The instance is the thread's record. The
// upper end of the stack shares its page with the two above, so that a thread
// whose stack is shallow takes one page.
type Layout struct {
	Guard, Signals, Stack, TLS, Instance Range
}

// Size returns the size of the whole region in bytes.
func (l Layout) Size() uintptr { return l.Instance.End() - l.Guard.Addr }

// handlers returns where handlers of signals run: on the stack, with the room
// below.
func (l *Layout) handlers() Range {
	return Range{l.Signals.Addr, l.Stack.End() - l.Signals.Addr}
}

// String draws the region, highest address first.
func (l Layout) String() string {
	var b strings.Builder
	line := strings.Repeat("-", 30)
	for _, p := range []struct {
		name string
		Range
	}{{"instance", l.Instance}, {"TLS area", l.TLS}, {"stack, grows down", l.Stack}, {"signal handlers", l.Signals}, {"guard, no access", l.Guard}} {
		fmt.Fprintf(&b, "%#14x +%s+\n%14s | %-17s %10d |\n", p.End(), line, "", p.name, p.Size)
	}
	fmt.Fprintf(&b, "%#14x +%s+\n", l.Guard.Addr, line)
	return b.String()
}

// signalsSize is what Go's runtime has for its signal stacks, and enough for its
// crash report and the kernel's signal frame. No sigaltstack(2) is needed: where
// a function would come below the stack, its prologue sees that before it does,
// and calls what trips the wire (see crash).
const signalsSize = 32 << 10

// shape is what a layout is computed from; all sizes in bytes.
type shape struct {
	page                uintptr
	guard, signals      uintptr
	stack               uintptr
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
	l.Signals = Range{l.Guard.Size, align(s.signals, s.page)}
	l.Stack.Addr = add(l.Signals.Addr, l.Signals.Size)
	// What is above the stack is laid against the end of a page. Its alignment
	// may exceed one: then mapRegion moves the region. What is lost between counts to
	// the stack.
	least := add(l.Stack.Addr, max(s.stack, 1))
	record := align(s.tls, s.instAlign)
	above := add(record, s.instance)
	to := max(s.tlsAlign, s.instAlign)
	end := align(add(least, above), s.page)
	at := (end - above) &^ (to - 1)
	if at < least {
		at = align(least, to)
		end = align(add(at, above), s.page)
	}
	l.Stack.Size = at - l.Stack.Addr
	l.TLS = Range{at, s.tls}
	l.Instance = Range{at + record, end - at - record}
	if !ok {
		return Layout{}, false
	}
	return l, true
}

// at moves the layout to start at base.
func (l Layout) at(base uintptr) Layout {
	for _, r := range []*Range{&l.Guard, &l.Signals, &l.Stack, &l.TLS, &l.Instance} {
		r.Addr += base
	}
	return l
}
