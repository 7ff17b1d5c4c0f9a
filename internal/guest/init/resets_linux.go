package main

import "runtime"

// resets is set where powering off would halt the CPU with QEMU going on: on
// the Malta board, whose big-endian kernels have no driver for its switch.
const resets = runtime.GOARCH == "mips" || runtime.GOARCH == "mips64"
