package model

import (
	"unsafe"
)

// The local state of a thread is what is on its stack, from where it stands up
// to where it began: Go keeps no variable in a register across a call. So two
// threads that came by different ways to the same stack will do the same. Parts
// of the stack that hold nothing any more count too, which only makes more
// states than there are.
//
// Pointers into the stack count as a distance, those to variables that have a
// name count as that name, and all other pointers to the heap count alike. So
// what threads share must have a name, which is checked, and a thread may keep
// no changing state of its own in the heap, other than in named variables:
// explorer.walk checks that by sample.

// A cookie marks where a thread's stack begins.
type cookie [2]uint64

var mark = cookie{0x6a09e667f3bcc908, 0xbb67ae8584caa73b}

//go:noinline
func (th *thread) runBody() {
	var c cookie
	c.set(mark)
	scrub()
	th.body()
	c.set(cookie{})
}

//go:noinline
func (c *cookie) set(to cookie) { *c = to }

// scrub leaves nothing of former calls on the stack below: what a later call
// finds there, in variables that it has not set yet, would make states differ.
//
//go:noinline
func scrub() {
	var below [4 << 10]byte
	clobber(&below)
}

//go:noinline
func clobber(b *[4 << 10]byte) { clear(b[:]) }

const (
	wordSize  = unsafe.Sizeof(uintptr(0))
	maxStack  = 64 << 10
	heapReach = 1 << (20 + 4*wordSize/2) // 64 GiB, 256 MiB on 32-bit machines
)

// look hashes the stack.
//
//go:noinline
func (th *thread) look() {
	var here uintptr
	p := unsafe.Pointer(&here)
	sp := uintptr(p)
	size := uintptr(0)
	for !isMark(unsafe.Add(p, size)) {
		if size += wordSize; size >= maxStack {
			panic(&Failure{Kind: "model", Text: "thread " + th.name + " uses more than 64 KiB of stack"})
		}
	}
	s := sum{7, 8}
	for off := uintptr(0); off < size; off += wordSize {
		s = s.mix(th.run.plainly(*(*uintptr)(unsafe.Add(p, off)), sp, size))
	}
	th.local = s
}

func isMark(p unsafe.Pointer) bool { return *(*cookie)(p) == mark }

// plainly is a value from the stack, the same in every execution, and for
// threads that are alike.
func (m *Run) plainly(v, sp, size uintptr) uint64 {
	if d := v - sp; d < heapReach || -d < heapReach {
		if d < size || -d < 2<<10 { // of frames that were, too
			return uint64(d)
		}
		for i := range m.names {
			if r := &m.names[i]; v >= r.lo && v < r.hi {
				return r.id + uint64(v-r.lo)*mulA
			}
		}
		return 1
	}
	if wordSize == 8 {
		return uint64(m.half(uint32(v), sp, size)) | uint64(m.half(uint32(uint64(v)>>32), sp, size))<<32
	}
	return uint64(v)
}

// half is for a word whose other half was written over by a variable of 32 bits,
// while this one holds a part of what was there before: a pointer into the
// stack, or to the thread.
func (m *Run) half(v uint32, sp, size uintptr) uint32 {
	if d := v - uint32(sp); uintptr(d) < size || -d < 2<<10 {
		return d
	}
	for _, th := range m.threads {
		for _, p := range th.pointers {
			if p != 0 && v == uint32(p) {
				return 1
			}
		}
	}
	return v
}
