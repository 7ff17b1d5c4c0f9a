package model

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// A sum is a 128-bit hash: two lanes with multipliers of their own. With n
// states the chance that any two fall together is n²/2¹²⁹: 1 in 10²³ for 50
// million.
type sum [2]uint64

const (
	mulA = 0x9e3779b97f4a7c15
	mulB = 0xd1342543de82ef95
	addA = 0xa0761d6478bd642f
	addB = 0xe7037ed1a0b428db
)

// mix folds x into s; the order of what is folded in matters.
func (s sum) mix(x uint64) sum {
	h, l := bits.Mul64(s[0]^x^addA, mulA)
	a := h ^ l ^ bits.RotateLeft64(s[0], 23) + x
	h, l = bits.Mul64(s[1]^x^addB, mulB)
	b := h ^ l ^ bits.RotateLeft64(s[1], 41) + x*mulB
	return sum{a, b}
}

// add joins sums in no order.
func (s sum) add(t sum) sum { return sum{s[0] + t[0], s[1] + t[1]} }

// done spreads the last bits, before add.
func (s sum) done() sum { return s.mix(0x5851f42d4c957f2d) }

func (s sum) mixBytes(p unsafe.Pointer, n uintptr) sum {
	b := unsafe.Slice((*byte)(p), n)
	for len(b) >= 8 {
		s = s.mix(binary.NativeEndian.Uint64(b))
		b = b[8:]
	}
	var last uint64
	for i, c := range b {
		last |= uint64(c) << (8 * i)
	}
	return s.mix(last + uint64(n)<<56)
}

func (s sum) mixString(t string) sum {
	for i := range len(t) {
		s = s.mix(uint64(t[i]))
	}
	return s
}
