package machine

// A function of position-independent ppc64 code has two entries. At the global
// one, R12 holds its address, from which two instructions make the TOC pointer:
//
//	entry:    ADDIS R2, R12, hi   global entry
//	entry+4:  ADDI  R2, R2, lo
//	entry+8:  ...                 local entry: R2 is known to be right

// TOC returns the TOC pointer that the function at entry makes for itself. ok
// is false if it makes none, as functions of other architectures and of code at
// fixed addresses do.
func (a *Arch) TOC(b []byte, entry uint64) (toc uint64, ok bool) {
	if a.Name != "ppc64" && a.Name != "ppc64le" {
		return 0, false
	}
	w, ok := a.words(b, 2)
	if !ok || w[0]>>16 != 0x3c4c || w[1]>>16 != 0x3842 {
		return 0, false
	}
	return entry + signed(uint64(w[0]), 16)<<16 + signed(uint64(w[1]), 16), true
}

// LocalEntry returns how many bytes behind the entry of the function in b its
// local entry is, which direct calls go to: 0 where there is only one entry.
func (a *Arch) LocalEntry(b []byte) int {
	if _, ok := a.TOC(b, 0); ok {
		return 8
	}
	return 0
}
