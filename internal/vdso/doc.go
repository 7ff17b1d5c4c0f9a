// Package vdso calls clock_gettime(2) as the kernel offers it without a system
// call: in the vDSO (vdso(7)), an ELF image that the kernel maps into every
// process. On raw threads: the code is C's, runs on the caller's own stack, and
// does with the registers what C does, which a signal handler of the Go runtime
// would not expect to interrupt. Raw threads have their signals blocked.
package vdso
