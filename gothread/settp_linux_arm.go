package gothread

// sysSetTP is the ARM-only system call __ARM_NR_set_tls (asm/unistd.h), which sets
// the thread pointer.
const sysSetTP = 0xf0005

var _ = sysSetTP // the assembly refers to it
