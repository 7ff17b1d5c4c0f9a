package rawsafe

import (
	"debug/elf"
	"encoding/binary"
	"iter"
	"strings"
)

// inlining is what Go's table of functions says beyond debug/gosym: where
// functions begin in the source, and which instructions are of functions that
// were inlined. Its layout is that of Go 1.20 and later (runtime/symtab.go, type
// pcHeader; runtime/runtime2.go, type _func; runtime/symtabinl.go, type
// inlinedCall). For other programs it is empty: all seems to be inlined nowhere.
type inlining struct {
	order   binary.ByteOrder
	quantum uint64
	records map[uint64]uint64 // by a function's entry: where its _func is in table
	table   []byte            // of functions: from pcHeader.pclnOffset on
	names   []byte            // from pcHeader.funcnameOffset on
	values  []byte            // from pcHeader.pctabOffset on
	trees   []byte            // from the symbol go:func.* on; nil in stripped programs
}

const (
	magic120 = 0xfffffff1 // of the table since Go 1.20

	// Offsets in type _func.
	funcPcsp        = 16
	funcPcdataCount = 28
	funcStartLine   = 36
	funcPcdata      = 44

	inlTreeIndex  = 2 // abi.PCDATA_InlTreeIndex
	inlTree       = 3 // abi.FUNCDATA_InlTree
	inlinedCall   = 16
	inlinedName   = 4 // offset of inlinedCall.nameOff
	inlinedParent = 8 // offset of inlinedCall.parentPc
	noFuncdata    = 1<<32 - 1
	funcdataCount = 43 // offset of _func.nfuncdata, a byte
)

// readInlining reads the table of functions b, whose addresses begin at text.
func readInlining(e *elf.File, ptrSize int, b []byte, text uint64, trees []byte) *inlining {
	t := &inlining{order: e.ByteOrder, records: map[uint64]uint64{}, trees: trees}
	header := uint64(8 + 8*ptrSize)
	if uint64(len(b)) < header || t.u32(b, 0) != magic120 {
		return t
	}
	t.quantum = max(1, uint64(b[6]))
	field := func(i int) uint64 { // the ith pointer-sized one
		if ptrSize == 4 {
			return t.u32(b, uint64(8+4*i))
		}
		return e.ByteOrder.Uint64(b[8+8*i:])
	}
	count := field(0)
	t.names, t.values, t.table = from(b, field(3)), from(b, field(6)), from(b, field(7))
	for i := range count {
		t.records[text+t.u32(t.table, 8*i)] = t.u32(t.table, 8*i+4)
	}
	return t
}

// frame returns the size of the stack frame of the function at entry.
func (t *inlining) frame(entry uint64) (int, bool) {
	r, ok := t.records[entry]
	if !ok {
		return 0, false
	}
	return largest(t.values, t.u32(t.table, r+funcPcsp))
}

// startLine returns the line of the word func, or TEXT, of a function.
func (t *inlining) startLine(entry uint64) (int, bool) {
	r, ok := t.records[entry]
	return int(t.u32(t.table, r+funcStartLine)), ok
}

// inlined reports whether the instruction at pc, of the function at entry, is
// one of a function that was inlined there. It returns the inlinedCall, nil if
// the program has them not.
func (t *inlining) inlined(entry, pc uint64) ([]byte, bool) {
	r, ok := t.records[entry]
	pcdata := t.u32(t.table, r+funcPcdataCount)
	if !ok || pcdata <= inlTreeIndex {
		return nil, false
	}
	i := t.value(t.u32(t.table, r+funcPcdata+4*inlTreeIndex), entry, pc)
	if i < 0 {
		return nil, false
	}
	tree := uint64(noFuncdata)
	if b := from(t.table, r+funcdataCount); len(b) > 0 && b[0] > inlTree {
		tree = t.u32(t.table, r+funcPcdata+4*(pcdata+inlTree))
	}
	if tree == noFuncdata {
		return nil, true
	}
	call := from(t.trees, tree+inlinedCall*uint64(i))
	return call[:min(inlinedCall, len(call))], true
}

// innermost returns the name of the innermost function that was inlined at pc.
func (t *inlining) innermost(entry, pc uint64) (string, bool) {
	call, ok := t.inlined(entry, pc)
	if !ok || len(call) < inlinedCall {
		return "", false
	}
	name := from(t.names, t.u32(call, inlinedName))
	s, _, _ := strings.Cut(string(name[:min(len(name), maxName)]), "\x00")
	return shortName(s), true
}

// outside returns an instruction whose position in the source is that, in the
// function at entry itself, of the call that was inlined at pc.
func (t *inlining) outside(entry, pc uint64) (uint64, bool) {
	for range maxInlined {
		call, ok := t.inlined(entry, pc)
		switch {
		case !ok:
			return pc, true
		case len(call) < inlinedCall:
			return 0, false
		}
		pc = entry + t.u32(call, inlinedParent)
	}
	return 0, false
}

// maxInlined is more than the depth of calls that are inlined into each other.
const maxInlined = 1000

// maxName is longer than names of functions are.
const maxName = 1 << 12

// value returns what the table of values at offset off has for pc, in the
// function at entry: pairs of differences, of the value and of the pc up to
// which it holds, as varints; the value's is zigzag-coded, and ends the table
// if it is 0.
func (t *inlining) value(off, entry, pc uint64) int32 {
	at := entry
	for val, pcs := range steps(t.values, off) {
		if at += pcs * t.quantum; pc < at {
			return val
		}
	}
	return -1
}

// steps yields the values of a table, each with the number of units of
// instructions that it holds for.
func steps(values []byte, off uint64) iter.Seq2[int32, uint64] {
	return func(yield func(int32, uint64) bool) {
		b := from(values, off)
		val := int32(-1)
		for first := true; off != 0; first = false {
			d, n := binary.Uvarint(b)
			if n <= 0 || d == 0 && !first {
				return
			}
			b = b[n:]
			val += int32(uint32(d>>1) ^ -uint32(d&1))
			if d, n = binary.Uvarint(b); n <= 0 {
				return
			}
			b = b[n:]
			if !yield(val, d) {
				return
			}
		}
	}
}

func (t *inlining) u32(b []byte, off uint64) uint64 {
	if b = from(b, off); len(b) < 4 {
		return 0
	}
	return uint64(t.order.Uint32(b))
}

func from(b []byte, off uint64) []byte { return b[min(off, uint64(len(b))):] }
