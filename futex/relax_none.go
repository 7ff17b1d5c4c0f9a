//go:build !(386 || amd64 || arm64 || ppc64 || ppc64le || riscv64)

package futex

// relax does nothing: the architecture has no instruction for spinning.
func relax() {}
