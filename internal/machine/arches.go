package machine

import "encoding/binary"

var (
	little = binary.ByteOrder(binary.LittleEndian)
	big    = binary.ByteOrder(binary.BigEndian)
)

// arches are the architectures of Go's Linux ports by GOARCH.
var arches = map[string]*Arch{
	"386":      {Name: "386", PtrSize: 4, Order: little, Align: 1, decode: decodeX86, effect: effectX86},
	"amd64":    {Name: "amd64", PtrSize: 8, Order: little, Align: 1, decode: decodeX86, effect: effectX86, table: tableX86},
	"arm":      {Name: "arm", PtrSize: 4, Order: little, Align: 4, decode: decodeArm, effect: effectArm, sequence: sequenceArm},
	"arm64":    {Name: "arm64", PtrSize: 8, Order: little, Align: 4, decode: decodeArm64, effect: effectArm64, sequence: sequenceArm64, table: tableArm64},
	"loong64":  {Name: "loong64", PtrSize: 8, Order: little, Align: 4, decode: decodeLoong64, effect: effectLoong64, sequence: sequenceLoong64, table: tableLoong64},
	"mips":     {Name: "mips", PtrSize: 4, Order: big, Align: 4, decode: decodeMips, effect: effectMips},
	"mipsle":   {Name: "mipsle", PtrSize: 4, Order: little, Align: 4, decode: decodeMips, effect: effectMips},
	"mips64":   {Name: "mips64", PtrSize: 8, Order: big, Align: 4, decode: decodeMips, effect: effectMips},
	"mips64le": {Name: "mips64le", PtrSize: 8, Order: little, Align: 4, decode: decodeMips, effect: effectMips},
	"ppc64":    {Name: "ppc64", PtrSize: 8, Order: big, Align: 4, decode: decodePPC64, effect: effectPPC64, sequence: sequencePPC64},
	"ppc64le":  {Name: "ppc64le", PtrSize: 8, Order: little, Align: 4, decode: decodePPC64, effect: effectPPC64, sequence: sequencePPC64},
	"riscv64":  {Name: "riscv64", PtrSize: 8, Order: little, Align: 2, decode: decodeRiscv64, effect: effectRiscv64, sequence: sequenceRiscv64},
	"s390x":    {Name: "s390x", PtrSize: 8, Order: big, Align: 2, decode: decodeS390x, effect: effectS390x},
}

// only is an instruction of n bytes that does nothing but k; decoders start
// from it and fill in what is more.
func only(k Kind, n int) Inst { return Inst{Kind: k, Len: uint8(n), Reg: None, Link: None} }

// to is a transfer of kind k from an instruction of n bytes to target.
func to(k Kind, n int, target uint64) Inst {
	in := only(k, n)
	in.Target = target
	return in
}

// linked makes a transfer write the address behind it to a register.
func (in Inst) linked(reg uint32) Inst {
	in.Link = int8(reg)
	return in
}

// through makes a transfer go to what a register holds.
func (in Inst) through(reg uint32) Inst {
	in.Reg = int8(reg)
	return in
}

// words returns the first n instructions of four bytes in b, at most four; ok is
// false if b has fewer.
func (a *Arch) words(b []byte, n int) (w [4]uint32, ok bool) {
	if len(b) < 4*n {
		return w, false
	}
	for i := range n {
		w[i] = a.Order.Uint32(b[4*i:])
	}
	return w, true
}
