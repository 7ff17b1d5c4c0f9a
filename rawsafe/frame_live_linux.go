package rawsafe

import (
	"encoding/binary"
	"runtime"
	"unsafe"
)

// What FuncForPC returns is, for a function that is not inlined, the address of
// its _func in the table of functions (see inline.go). The table of values is
// found from there: pcHeader is searched for downwards, and the function is
// looked up from it, which gives the same _func only if all is as expected.

// frame returns the size of f's frame, by the running program's table.
func (p *live) frame(f function) (int, bool) {
	values := p.pcValues()
	if values == nil {
		return 0, false
	}
	at := f.entry
	for at < f.end && inlined(at) {
		at++
	}
	fn := uint64(uintptr(unsafe.Pointer(runtime.FuncForPC(uintptr(at)))))
	if at == f.end || !p.inData(fn, funcPcdataCount) {
		return 0, false
	}
	return largest(values, uint64(u32at(fn+funcPcsp)))
}

// inData reports whether the program's file has the bytes.
func (p *live) inData(addr, size uint64) bool {
	for _, s := range p.data {
		if s.has(addr, size) {
			return true
		}
	}
	return false
}

// findPcValues returns the table of values, nil if it is not where it should be.
func (p *live) findPcValues() []byte {
	f := runtime.FuncForPC(entryOf(runtime.GC))
	record := uint64(uintptr(unsafe.Pointer(f)))
	ptrSize := uint64(p.machine.PtrSize)
	for _, s := range p.data {
		if !s.has(record, funcPcdataCount) {
			continue
		}
		for at := record &^ (ptrSize - 1); at >= s.addr+ptrSize && s.has(at, 8+8*ptrSize); at -= ptrSize {
			if u32at(at) == magic120 && u16at(at+4) == 0 && uint64(u8at(at+7)) == ptrSize {
				if v := p.header(at, s, record); v != nil {
					return v
				}
			}
		}
	}
	return nil
}

// header returns the table of values of the pcHeader at address at, in s, if
// it leads to the _func at record.
func (p *live) header(at uint64, s segment, record uint64) []byte {
	field := func(i uint64) uint64 { return uint64(*(*uintptr)(pointer(at + 8 + i*uint64(p.machine.PtrSize)))) }
	count, values, table := field(0), at+field(6), at+field(7)
	if values < at || table < values || !s.has(values, table-values) || count == 0 || count > s.size/8 || !s.has(table, 8*count) {
		return nil
	}
	want := u32at(record)
	lo, hi := uint64(0), count
	for lo < hi {
		if mid := lo + (hi-lo)/2; u32at(table+8*mid) < want {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == count || u32at(table+8*lo) != want || table+uint64(u32at(table+8*lo+4)) != record {
		return nil
	}
	return unsafe.Slice((*byte)(pointer(values)), table-values)
}

func u32at(addr uint64) uint32 {
	return binary.NativeEndian.Uint32(unsafe.Slice((*byte)(pointer(addr)), 4))
}
func u16at(addr uint64) uint16 {
	return binary.NativeEndian.Uint16(unsafe.Slice((*byte)(pointer(addr)), 2))
}
func u8at(addr uint64) uint8 { return *(*uint8)(pointer(addr)) }
