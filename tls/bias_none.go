//go:build !(mips || mipsle || mips64 || mips64le || ppc64 || ppc64le)

package tls

// tpBias is what the thread pointer is ahead of the TLS block: nothing here.
const tpBias = 0
