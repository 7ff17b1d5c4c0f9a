package rawsafe

import "strings"

// largest returns the largest of a table of values. False if there is none.
func largest(values []byte, off uint64) (int, bool) {
	if off == 0 || off >= uint64(len(values)) {
		return 0, false
	}
	most := int32(-1)
	for v := range steps(values, off) {
		most = max(most, v)
	}
	return int(most), most >= 0
}

// adjusts reports whether hand-written code may move the stack pointer in ways
// that the assembler does not enter into the table: the packages on the list
// don't.
func (w *walk) adjusts(f function) bool {
	if _, own := cutPrefix(f.name, modulePath+"/"); own {
		return false
	}
	if inRuntime(f.file, w.dir) {
		return false
	}
	for _, p := range [...]string{"golang.org/x/sys/", "syscall.", "sync/atomic.", "internal/bytealg.", "math.", "math/big.", "cas", "kernelcas", "arm", "memory_barrier"} {
		if strings.HasPrefix(f.name, p) {
			return false
		}
	}
	return true
}
