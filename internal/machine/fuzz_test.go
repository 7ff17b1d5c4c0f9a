package machine

import (
	"slices"
	"testing"
)

// FuzzDecode feeds any bytes to every decoder.
func FuzzDecode(f *testing.F) {
	var names []string
	for name := range decodeTests {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		for _, test := range decodeTests[name] {
			f.Add(byte(i), assemble(f, For(name), test.code))
		}
	}
	f.Fuzz(func(t *testing.T, arch byte, b []byte) {
		if len(b) > 32 {
			b = b[:32]
		}
		checkInst(t, For(names[int(arch)%len(names)]), b)
	})
}
