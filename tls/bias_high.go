//go:build mips || mipsle || mips64 || mips64le || ppc64 || ppc64le

package tls

// tpBias is what the thread pointer is ahead of the TLS block, so that 16-bit
// offsets reach further (MIPS TLS ABI; 64-bit PowerPC ELF ABI, 3.7).
const tpBias = 0x7000
