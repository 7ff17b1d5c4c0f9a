//go:build !go1.27

package kthread

// functionDescriptors says that a function's address, as the kernel wants that of
// a signal handler, is the address of a descriptor (64-bit ELF V1 ABI). Since Go
// 1.27 programs for ppc64 are marked as of V2, as those for ppc64le are.
const functionDescriptors = 1

var _ = functionDescriptors // the assembly refers to it
