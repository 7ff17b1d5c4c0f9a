package kthread

import (
	"math/bits"
	"testing"
)

// FuzzLayout checks order, alignment, overlap and overflow of any layout.
func FuzzLayout(f *testing.F) {
	f.Add(uint8(12), uint64(4096), uint64(16<<20), uint64(64), uint8(6), uint64(40000))
	f.Add(uint8(16), uint64(0), ^uint64(0), uint64(0), uint8(20), uint64(1))
	f.Add(uint8(12), ^uint64(0), ^uint64(0), ^uint64(0), uint8(12), ^uint64(0))
	f.Fuzz(func(t *testing.T, page uint8, guard, stack, tls uint64, tlsAlign uint8, instance uint64) {
		s := shape{page: 1 << (12 + page%5), guard: uintptr(guard), signals: signalsSize, stack: uintptr(stack), tls: uintptr(tls), tlsAlign: 1 << (tlsAlign % 22),
			instance: uintptr(instance), instAlign: 64}
		l, ok := computeLayout(s)
		if !ok {
			return
		}
		parts := []Range{l.Guard, l.Signals, l.Stack, l.TLS, l.Instance}
		for i, p := range parts {
			if p.End() < p.Addr || p.End() > 1<<(bits.UintSize-1) {
				t.Fatalf("part %d of %+v overflows: %+v", i, s, l)
			}
			if i > 0 && parts[i-1].End() > p.Addr {
				t.Fatalf("parts %d and %d of %+v overlap: %+v", i-1, i, s, l)
			}
		}
		if l.Guard.Addr != 0 || l.Guard.Size%s.page != 0 || l.Guard.Size < s.guard || l.Signals.Addr != l.Guard.End() || l.Signals.Size < s.signals || l.Stack.Addr != l.Signals.End() ||
			l.Stack.Size < s.stack || l.TLS.Addr%s.tlsAlign != 0 || l.TLS.Size < s.tls || l.Instance.Addr%s.instAlign != 0 ||
			l.Instance.Size < s.instance || l.Size()%s.page != 0 {
			t.Fatalf("%+v gives %+v", s, l)
		}
	})
}
