package tls

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A part is one piece of an area.
type part struct {
	offset, size uint64 // bytes
	name         string
}

// parts returns what the area holds, lowest first, without empty parts.
func (l *Layout) parts() []part {
	w := l.ABI.WordSize
	parts := []part{
		{l.Block, l.Image.FileSize, "block, initialised"},
		{l.Block + l.Image.FileSize, l.Image.MemSize - l.Image.FileSize, "block, zero"},
		{l.TCB, l.ABI.TCBSize, "TCB"},
		{l.Head, HeadWords * w, "head"},
		{l.DTV, dtvWords * w, "DTV"},
		{l.Vars, l.VarsSize, "vars"},
	}
	parts = slices.DeleteFunc(parts, func(p part) bool { return p.size == 0 })
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.offset, b.offset) })
	return parts
}

// withGaps adds the parts that nobody uses. The unbiased thread pointer always
// is on a border, since the TCB begins or ends there.
func (l *Layout) withGaps() []part {
	var all []part
	end := uint64(0)
	for _, p := range append(l.parts(), part{offset: l.Size}) {
		if end < p.offset {
			all = append(all, part{offset: end, size: p.offset - end})
		}
		if p.size != 0 {
			all = append(all, p)
		}
		end = p.offset + p.size
	}
	return all
}

// String draws the area, its highest address first: each part's offset from
// the area's start, its distance from the thread pointer, and its size in bytes
// (hexadecimal). Goroutines only.
func (l Layout) String() string {
	var b strings.Builder
	border := func(offset uint64) {
		b.WriteString("  +--------------------+")
		if offset == l.TP-l.ABI.TPBias {
			b.WriteString(" <- thread pointer")
			if l.ABI.TPBias != 0 {
				fmt.Fprintf(&b, " - %#x", l.ABI.TPBias)
			}
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "TLS area of %s, %v: %#x bytes, aligned to %#x\n", l.ABI.GOARCH, l.ABI.Variant, l.Size, l.Align)
	border(l.Size)
	for _, p := range slices.Backward(l.withGaps()) {
		fmt.Fprintf(&b, "  | %-18s | %#8x  TP%+#-10x %#x bytes\n", p.name, p.offset, int64(p.offset-l.TP), p.size)
		border(p.offset)
	}
	return b.String()
}
