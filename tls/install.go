package tls

import "unsafe"

// nativeBigEndian is the byte order of the running program.
var nativeBigEndian = func() bool {
	x := uint16(1)
	return *(*byte)(unsafe.Pointer(&x)) == 0
}()

// Install makes a thread's TLS of zeroed memory at area, which must have l.Size
// bytes and be aligned to l.Align: it copies the image, and writes the TCB and
// the DTV. It returns the thread pointer to give to clone(2), bias included; or
// 0, with the area untouched, if l's word size or byte order is not the running
// program's (l.ABI is then not [Native]).
//
// Goroutines and raw threads may call it: it allocates nothing and its stores
// are of integers, so the collector needs no say in them. l, and the data of
// an image that was read from a file, must stay reachable meanwhile.
//
// Variant II's TCB starts with the thread pointer, the DTV's address, the
// thread pointer (see abis); variant I's has the DTV's address where the ABI or
// glibc puts it. The DTV is {1, address of the block + DTPBias}, as musl's is:
// one module, the program.
//
//go:norace
func (l *Layout) Install(area unsafe.Pointer) (tp uintptr) {
	if l.ABI.WordSize != uint64(wordSize) || l.ABI.BigEndian != nativeBigEndian {
		return 0
	}
	if n := int(l.Image.FileSize); n > 0 { // fits: NewLayout saw to it
		from := unsafe.Pointer(unsafe.SliceData(l.Image.Data))
		if l.Image.Addr != 0 {
			from = at(l.Image.Addr)
		}
		to := unsafe.Add(area, l.Block)
		copy((*[MaxSize]byte)(to)[:n:n], (*[MaxSize]byte)(from)[:n:n])
	}
	base := uintptr(area)
	tp = base + uintptr(l.TP)
	dtv := base + uintptr(l.DTV)
	if l.ABI.Variant == VariantII {
		storeWord(area, l.TCB, tp)
		storeWord(area, l.TCB+2*l.ABI.WordSize, tp)
	}
	storeWord(area, l.TP-l.ABI.TPBias+uint64(l.ABI.DTVSlot), dtv)
	storeWord(area, l.DTV, 1)
	storeWord(area, l.DTV+l.ABI.WordSize, base+uintptr(l.Block)+uintptr(l.ABI.DTPBias))
	return tp
}

// storeWord stores an integer, even where it is an address: no write barrier.
//
//go:norace
func storeWord(area unsafe.Pointer, offset uint64, word uintptr) {
	*(*uintptr)(unsafe.Add(area, offset)) = word
}
