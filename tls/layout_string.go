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

// withGaps adds the parts that nobody uses, cut in two where the unbiased
// thread pointer is, so that it always is on a border.
func (l *Layout) withGaps() []part {
	tp := l.TP - l.ABI.TPBias
	var all []part
	end := uint64(0)
	gapTo := func(to uint64) {
		if end < tp && tp < to {
			all = append(all, part{end, tp - end, ""})
			end = tp
		}
		if end < to {
			all = append(all, part{end, to - end, ""})
		}
	}
	for _, p := range l.parts() {
		gapTo(p.offset)
		all = append(all, p)
		end = p.offset + p.size
	}
	gapTo(l.Size)
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
