package machine

import (
	"encoding/binary"
	"runtime"
)

var (
	little = binary.ByteOrder(binary.LittleEndian)
	big    = binary.ByteOrder(binary.BigEndian)
)

// The architectures of Go's Linux ports. They are functions each, so that a
// program that asks for [Native] alone is linked with no more of them.
func of386() *Arch {
	return &Arch{Name: "386", PtrSize: 4, Order: little, Align: 1, decode: decodeX86, effect: effectX86}
}

func ofAmd64() *Arch {
	return &Arch{Name: "amd64", PtrSize: 8, Order: little, Align: 1, decode: decodeX86, effect: effectX86, table: tableX86}
}

func ofArm() *Arch {
	return &Arch{Name: "arm", PtrSize: 4, Order: little, Align: 4, decode: decodeArm, effect: effectArm, sequence: sequenceArm}
}

func ofArm64() *Arch {
	return &Arch{Name: "arm64", PtrSize: 8, Order: little, Align: 4, decode: decodeArm64, effect: effectArm64, sequence: sequenceArm64, table: tableArm64}
}

func ofLoong64() *Arch {
	return &Arch{Name: "loong64", PtrSize: 8, Order: little, Align: 4, decode: decodeLoong64, effect: effectLoong64, sequence: sequenceLoong64, table: tableLoong64}
}

func ofMips() *Arch {
	return &Arch{Name: "mips", PtrSize: 4, Order: big, Align: 4, decode: decodeMips, effect: effectMips}
}

func ofMipsle() *Arch {
	return &Arch{Name: "mipsle", PtrSize: 4, Order: little, Align: 4, decode: decodeMips, effect: effectMips}
}

func ofMips64() *Arch {
	return &Arch{Name: "mips64", PtrSize: 8, Order: big, Align: 4, decode: decodeMips, effect: effectMips}
}

func ofMips64le() *Arch {
	return &Arch{Name: "mips64le", PtrSize: 8, Order: little, Align: 4, decode: decodeMips, effect: effectMips}
}

func ofPpc64() *Arch {
	return &Arch{Name: "ppc64", PtrSize: 8, Order: big, Align: 4, decode: decodePPC64, effect: effectPPC64, sequence: sequencePPC64}
}

func ofPpc64le() *Arch {
	return &Arch{Name: "ppc64le", PtrSize: 8, Order: little, Align: 4, decode: decodePPC64, effect: effectPPC64, sequence: sequencePPC64}
}

func ofRiscv64() *Arch {
	return &Arch{Name: "riscv64", PtrSize: 8, Order: little, Align: 2, decode: decodeRiscv64, effect: effectRiscv64, sequence: sequenceRiscv64}
}

func ofS390x() *Arch {
	return &Arch{Name: "s390x", PtrSize: 8, Order: big, Align: 2, decode: decodeS390x, effect: effectS390x}
}

// All returns all of them.
func All() []*Arch {
	return []*Arch{of386(), ofAmd64(), ofArm(), ofArm64(), ofLoong64(), ofMips(), ofMipsle(), ofMips64(), ofMips64le(), ofPpc64(), ofPpc64le(), ofRiscv64(), ofS390x()}
}

// For returns the architecture of a GOARCH, nil if there is none.
func For(goarch string) *Arch {
	for _, a := range All() {
		if a.Name == goarch {
			return a
		}
	}
	return nil
}

// Native returns the architecture that this program was built for, nil if it is
// none of Linux's.
func Native() *Arch {
	switch runtime.GOARCH { // a constant: the compiler keeps one case
	case "386":
		return of386()
	case "amd64":
		return ofAmd64()
	case "arm":
		return ofArm()
	case "arm64":
		return ofArm64()
	case "loong64":
		return ofLoong64()
	case "mips":
		return ofMips()
	case "mipsle":
		return ofMipsle()
	case "mips64":
		return ofMips64()
	case "mips64le":
		return ofMips64le()
	case "ppc64":
		return ofPpc64()
	case "ppc64le":
		return ofPpc64le()
	case "riscv64":
		return ofRiscv64()
	case "s390x":
		return ofS390x()
	}
	return nil
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
