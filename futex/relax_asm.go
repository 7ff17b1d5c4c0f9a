//go:build 386 || amd64 || arm64 || ppc64 || ppc64le || riscv64

package futex

// relax tells the processor that the caller spins: it leaves the core's other
// thread more room, and does not run ahead. Implemented in relax_*.s.
//
//go:noescape
func relax()
